import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { useRuntimeConfig } from '#imports'

export interface Config {
  identityUrl: string
  chatUrl: string
  /** Our own origin, when the admin named it. */
  publicOrigin: string | undefined
  /** Names this build: a tab of another one asks for a reload. */
  build: string
  adminEmail: string
  adminPassword: string
  limited: boolean
  trustedProxies: number
  landingGlimpse: boolean
  /** The way to the other nodes; empty when this process is the only one. */
  redisUrl: string
  metricsToken: string
  /** The longest time that a log-in waits because of guesses. */
  loginDelayMs: number
  /** Push services that an admin has allowed beside those of the browsers, separated by commas or spaces. */
  pushHosts: string
  /** Without input for so long a person is away. */
  presenceAwayMs: number
  /** So long after their last connection closed a person is still there. */
  presenceGraceMs: number
}

let loaded: Config | undefined

/** The configuration of this process, read once from Nuxt's runtime config. */
export function config(): Config {
  loaded ??= load()
  return loaded
}

function load(): Config {
  const runtime = useRuntimeConfig()
  const url = String(runtime.public.url)
  return {
    identityUrl: String(runtime.databaseIdentityUrl),
    chatUrl: String(runtime.databaseChatUrl),
    publicOrigin: url ? new URL(url).origin : undefined,
    build: String(runtime.app.buildId),
    adminEmail: String(runtime.adminEmail),
    adminPassword: String(runtime.adminPassword),
    limited: String(runtime.limits) !== 'off',
    trustedProxies: Number(runtime.trustedProxies) || 0,
    redisUrl: String(runtime.redisUrl),
    metricsToken: String(runtime.metricsToken),
    loginDelayMs: (Number(runtime.loginDelay) || 20) * 1000,
    pushHosts: String(runtime.pushHosts),
    presenceAwayMs: (Number(runtime.presenceAway) || 300) * 1000,
    presenceGraceMs: (Number(runtime.presenceGrace) || 15) * 1000,
    landingGlimpse: !['false', 'off'].includes(String(runtime.landingGlimpse)),
  }
}

/** Beside the built server, or in the source tree while developing. */
export function migrationsFolder(database: 'identity' | 'chat'): string {
  const built = join(dirname(process.argv[1] ?? ''), 'migrations', database)
  return existsSync(built) ? built : join(process.cwd(), 'drizzle', database, 'migrations')
}
