import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { useRuntimeConfig } from '#imports'
import { readMailConfig } from './mailConfig'
import type { MailConfig, MailFault } from './mailConfig'

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
  /** Undefined while no e-mail is sent; with the reason, where it was meant to be. */
  mail: MailConfig | undefined
  mailFault: MailFault | undefined
  /** The folder of uploaded files; one for all nodes. */
  filesPath: string
  /** So much of its disk stays free of them. */
  filesReserveBytes: number
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
  const publicOrigin = url ? new URL(url).origin : undefined
  const mail = readMailConfig({
    url: String(runtime.mailUrl),
    from: String(runtime.mailFrom),
    publicOrigin,
    timeoutSeconds: Number(runtime.mailTimeout) || 10,
    digestSeconds: Number(runtime.mailDigestAfter) || 4 * 60 * 60,
    answerSeconds: Number(runtime.mailAnswerAfter) || 120,
  })
  return {
    identityUrl: String(runtime.databaseIdentityUrl),
    chatUrl: String(runtime.databaseChatUrl),
    publicOrigin,
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
    mail: typeof mail === 'object' ? mail : undefined,
    mailFault: typeof mail === 'string' ? mail : undefined,
    filesPath: resolve(String(runtime.filesPath)),
    filesReserveBytes: Number(runtime.filesReserve) * 1024 * 1024,
    landingGlimpse: !['false', 'off'].includes(String(runtime.landingGlimpse)),
  }
}

/** Beside the built server, or in the source tree while developing. */
export function migrationsFolder(database: 'identity' | 'chat'): string {
  const built = join(dirname(process.argv[1] ?? ''), 'migrations', database)
  return existsSync(built) ? built : join(process.cwd(), 'drizzle', database, 'migrations')
}

/** The program that reads pictures: beside the built server, or its source while developing. */
export function pictureProgram(): string {
  const built = join(dirname(process.argv[1] ?? ''), 'pictureWorker.mjs')
  return existsSync(built) ? built : join(process.cwd(), 'server', 'worker', 'pictureWorker.ts')
}
