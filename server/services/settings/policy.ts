import { eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Settings } from '#shared/protocol/admin/adminSettings'
import { bans, settings, users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { networkOf } from '../../core/address'
import { AppError } from '../../core/errors'
import { describeError, log } from '../../core/log'
import { bus } from '../../bus/bus'
import { readMessage } from './messageReading'
import { wordFilter } from './wordFilter'

/** What every node keeps in memory because each message or page asks for it: never older than this. */
const refreshMs = 2000

interface Policy {
  version: number
  settings: Settings
  mutes: Map<number, Date>
  bans: Map<string, Date | null>
  isFiltered: (text: string) => boolean
}

const defaults: Settings = {
  registration: 'open', guests: true, landingGlimpse: true, retentionDays: null, filteredWords: [], banner: null,
  brand: { name: 'Plaza', hue: null, logo: null },
}
let policy: Policy = { version: -1, settings: defaults, mutes: new Map(), bans: new Map(), isFiltered: () => false }

/**
 * Loads the policy and keeps it fresh: at once when this node or the bus says that it changed, within 2 s in any case.
 */
export async function startPolicy(landingGlimpse: boolean): Promise<void> {
  defaults.landingGlimpse = landingGlimpse
  await identityDatabase().queries.insert(settings).ignore().values({ id: 1, version: 0, value: '{}' })
  await refreshPolicy()
  const refresh = () => void refreshPolicy().catch((error: unknown) => log.warn('policy', describeError(error)))
  bus.subscribe(({ to }) => {
    if (to.kind === 'policy.changed' && to.version > policy.version) refresh()
  })
  setInterval(refresh, refreshMs).unref()
}

export function currentSettings(): Settings {
  return policy.settings
}

/**
 * Why this person may not write these fields now, if so: muted, or a word of the filter. Somebody new has no id yet.
 */
export function refuseWriting(
  userId: number | undefined, fields: Record<string, string | undefined>,
): AppError | undefined {
  const until = policy.mutes.get(userId ?? 0)
  if (until && until > new Date()) {
    return new AppError('forbidden', { detail: 'muted', retryAfter: Math.ceil((until.getTime() - Date.now()) / 1000) })
  }
  const errors = Object.keys(fields).filter(path => isFiltered(path, fields[path] ?? ''))
    .map(path => ({ path, code: 'filtered_word' }))
  return errors.length > 0 ? new AppError('invalid', { errors }) : undefined
}

/** A message is looked at as it was typed and as it is read. */
function isFiltered(path: string, text: string): boolean {
  if (policy.isFiltered(text)) return true
  const read = path === 'body' ? readMessage(text) : text
  return read !== text && policy.isFiltered(read)
}

/** As `refuseWriting`, thrown: for names, topics and invitations, which others read as they read messages. */
export function assertMayWrite(userId: number | undefined, fields: Record<string, string | undefined> = {}): void {
  const refusal = refuseWriting(userId, fields)
  if (refusal) throw refusal
}

/** Refuses who comes from an address that an admin has banned. */
export function assertNotBanned(address: string): void {
  const until = policy.bans.get(networkOf(address))
  if (until === null || (until && until > new Date())) throw new AppError('forbidden', { detail: 'banned' })
}

/** The settings as they are stored, for a change of them: their row is held until the transaction ends. */
export async function lockSettings(tx: Queries): Promise<Settings> {
  const [row] = await tx.select().from(settings).where(eq(settings.id, 1)).for('update')
  return { ...defaults, ...JSON.parse(row?.value ?? '{}') as Partial<Settings> }
}

/** Writes the settings (or nothing but a newer version, for changes of mutes and bans). */
export async function advancePolicy(tx: Queries, value?: Settings): Promise<void> {
  await tx.update(settings)
    .set({ version: sql`${settings.version} + 1`, ...(value && { value: JSON.stringify(value) }) })
    .where(eq(settings.id, 1))
}

/** After the commit: applied on this node at once, published to the others. */
export async function announcePolicy(): Promise<void> {
  await refreshPolicy()
  bus.publish({ kind: 'policy.changed', version: policy.version })
}

async function refreshPolicy(): Promise<void> {
  const { queries } = identityDatabase()
  const [head] = await queries.select({ version: settings.version }).from(settings).where(eq(settings.id, 1))
  if (head && head.version === policy.version) return
  const now = new Date()
  const [[row], muted, banned] = await Promise.all([
    queries.select().from(settings).where(eq(settings.id, 1)),
    queries.select({ id: users.id, until: users.mutedUntil }).from(users).where(gt(users.mutedUntil, now)),
    queries.select().from(bans).where(or(isNull(bans.expiresAt), gt(bans.expiresAt, now))),
  ])
  // The version read before the lists: a change in between is then loaded again, not missed.
  const version = head?.version ?? 0
  if (version < policy.version) return
  const value: Settings = { ...defaults, ...JSON.parse(row?.value ?? '{}') as Partial<Settings> }
  policy = {
    version, settings: value,
    mutes: new Map(muted.flatMap(({ id, until }) => until ? [[id, until]] : [])),
    // Also what an older version, or somebody by hand, wrote in another form.
    bans: strictest(banned),
    // The version grows with each mute and ban too, and a long list takes a while to make.
    isFiltered: isSame(value.filteredWords, policy.settings.filteredWords)
      ? policy.isFiltered
      : wordFilter(value.filteredWords),
  }
}

/** Of bans that mean one address the longest counts; null has no end. */
function strictest(banned: { address: string, expiresAt: Date | null }[]): Map<string, Date | null> {
  const byNetwork = new Map<string, Date | null>()
  for (const { address, expiresAt } of banned) {
    const network = networkOf(address)
    const known = byNetwork.get(network)
    if (known === undefined || (known && (!expiresAt || expiresAt > known))) byNetwork.set(network, expiresAt)
  }
  return byNetwork
}

function isSame(words: string[], others: string[]): boolean {
  return words.length === others.length && words.every((word, n) => word === others[n])
}
