import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'
import { Problem } from './problem.mjs'

const identityKey = 'NUXT_DATABASE_IDENTITY_URL'
const chatKey = 'NUXT_DATABASE_CHAT_URL'

/** Reads `.env` of the project, as `nuxt dev` does. What is set outside wins. */
export function loadEnvironment() {
  const path = join(root, '.env')
  // Node before 20.12 cannot; it still starts what is configured outside.
  if (existsSync(path)) process.loadEnvFile?.(path)
}

/** Whether both databases are configured. Throws when only one of them is. */
export function hasDatabases() {
  const missing = [identityKey, chatKey].filter(key => !process.env[key])
  if (missing.length === 1) {
    throw new Problem(
      `${missing[0]} is not set, but the other database is configured. Set both, or none to use a private MariaDB.`,
    )
  }
  return missing.length === 0
}

/** The variables with the databases of the server. `address` returns the address of a database by its name. */
export function databaseEnvironment(address) {
  return { [identityKey]: address('plaza_identity'), [chatKey]: address('plaza_chat') }
}

/** Where the server will listen, read as the server itself reads it, and `url` to show and to probe. */
export function serverAddress(env = process.env) {
  const text = env.NITRO_PORT || env.PORT || '3000'
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Problem(`PORT must be a number from 1 to 65535, not "${text}".`)
  }
  const host = env.NITRO_HOST || env.HOST || undefined
  return { host, port, url: `http://${reachableHost(host)}:${port}` }
}

function reachableHost(host) {
  if (!host || ['0.0.0.0', '::', '127.0.0.1'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
