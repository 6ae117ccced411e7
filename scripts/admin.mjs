import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { databaseEnvironment, hasDatabases, loadEnvironment } from './lib/environment.mjs'
import { main } from './lib/lifecycle.mjs'
import { mariadbUrl } from './lib/mariadb.mjs'
import { mariadbPaths } from './lib/mariadbConfig.mjs'
import { answersMariadb } from './lib/mariadbSocket.mjs'
import { nodeBinary } from './lib/node.mjs'
import { adminEntry, dataDir } from './lib/paths.mjs'
import { Problem } from './lib/problem.mjs'

// `npm run admin`: recovers access when no admin can log in. It needs the running databases and nothing else; the
// commands are in server/cli/admin.ts.
await main(async () => {
  loadEnvironment()
  if (!existsSync(adminEntry)) {
    throw new Problem('npm run admin comes with the build, and there is none yet. Run `npm start` first.')
  }
  const args = process.argv.slice(2)
  const asksForHelp = args.length === 0 || ['help', '--help', '-h'].includes(args[0])
  const env = { ...process.env, ...!asksForHelp && await databases() }
  const { status } = spawnSync(nodeBinary(), [adminEntry, ...args], { stdio: 'inherit', env })
  return status ?? 1
})

async function databases() {
  if (hasDatabases()) return {}
  const dir = join(dataDir, 'mariadb')
  if (!await answersMariadb(mariadbPaths(dir).socket)) {
    throw new Problem(
      'Nothing runs in this folder, and no other databases are configured. Start it with `npm start`, '
      + 'then run this beside it.',
    )
  }
  return databaseEnvironment(name => mariadbUrl(dir, name))
}
