import { join } from 'node:path'
import { databaseEnvironment, hasDatabases } from './environment.mjs'
import { keepAlive } from './keepAlive.mjs'
import { defer } from './lifecycle.mjs'
import { mariadbUrl, startMariadb, stopMariadb } from './mariadb.mjs'
import { mariadbTools } from './mariadbPackage.mjs'
import { dataDir } from './paths.mjs'
import { say, step } from './screen.mjs'

/** The system's programs that the databases need; none when they are configured, and so run elsewhere. */
export function databaseTools() {
  return hasDatabases() ? [] : mariadbTools
}

/**
 * Answers the variables that lead the server to its databases. With none configured that is a private MariaDB, which
 * then runs, is started again when it dies, and ends with us.
 */
export async function ensureDatabase() {
  if (hasDatabases()) {
    say('✔ Using the configured databases')
    return {}
  }
  const dir = join(dataDir, 'mariadb')
  let first = await runMariadb(dir, 'Starting MariaDB')
  const start = () => {
    const instance = first ?? startMariadb(dir)
    first = undefined
    return instance
  }
  void keepAlive({ name: 'MariaDB', start })
  return databaseEnvironment(name => mariadbUrl(dir, name))
}

/** Runs a private MariaDB in `dir` until this command ends. */
export async function runMariadb(dir, label) {
  defer(() => stopMariadb(dir))
  return await step(label, () => startMariadb(dir))
}
