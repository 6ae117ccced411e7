import { and, eq, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/mysql-core'
import type { Profile, User } from '#shared/protocol/user'
import { retiredNames, users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { bus } from '../../bus/bus'
import { roomIdsOf } from '../memberships/membership'
import { nameKey, nameSkeleton } from './name'
import { toProfile } from './profile'
import type { UserRow } from './profile'

/** Of those who look alike so many are marked at once: where hundreds share a name it is marked already. */
const atOnce = 100
const announcedAtOnce = 10
const backfilled = 500
const retiredDays = 90

/** By this, display names look the same; it fits its column. */
export function displaySkeleton(displayName: string): string {
  return fitting(nameSkeleton(nameKey(displayName)))
}

/**
 * The skeletons that a name is to be compared by. Folding its case hides that a capital I is a small l to the eye: read as it is
 * written, "AIice" is Alice; and a small l that begins a word may be meant for a capital I.
 */
function looksOf(name: string): string[] {
  const skeleton = displaySkeleton(name)
  const asWritten = displaySkeleton(name.normalize('NFKC').replaceAll('I', 'l'))
  return [skeleton, asWritten, skeleton.replace(/(?<![\p{L}\p{M}\p{N}])l/gu, 'i')]
}

function fitting(text: string): string {
  let skeleton = Array.from(text).slice(0, 80)
  while (Buffer.byteLength(skeleton.join('')) > 255) skeleton = skeleton.slice(0, -1)
  return skeleton.join('')
}

/**
 * Marks an account whose display name looks like another account's display name or username, and those others. After the commit
 * of the name: of two that come at once, the later one finds the earlier. Gives the account back; the rooms of the others hear of it.
 */
export async function markLookalikes(user: User): Promise<User> {
  const { queries } = identityDatabase()
  const skeletons = [...new Set([user.displayName, user.username].flatMap(looksOf))]
  const rows = await queries.select().from(users).where(and(
    or(inArray(users.displaySkeleton, skeletons), inArray(users.usernameSkeleton, skeletons)), ne(users.id, user.id), isNull(users.deletedAt),
  )).limit(atOnce)
  // A username as such is unique by its looks: what is told apart are display names.
  const alike = rows.filter(row => looksAlike(row, skeletons))
  if (alike.length === 0) return user
  const fresh = alike.filter(row => !row.lookalike)
  await queries.update(users).set({ lookalike: true }).where(inArray(users.id, [user.id, ...fresh.map(row => row.id)]))
  for (const row of fresh.slice(0, announcedAtOnce)) await announceProfile(toProfile({ ...row, lookalike: true }))
  return { ...user, lookalike: true }
}

function looksAlike(row: UserRow, skeletons: string[]): boolean {
  return [row.displaySkeleton?.toString(), row.usernameSkeleton?.toString()].some(skeleton => skeleton !== undefined && skeletons.includes(skeleton))
}

/** Computes what accounts from before have not got, and marks those who look alike. */
export async function completeDisplaySkeletons(): Promise<void> {
  const { queries } = identityDatabase()
  for (;;) {
    const rows = await queries.select().from(users).where(and(isNull(users.displaySkeleton), isNull(users.deletedAt), isNotNull(users.usernameKey))).limit(backfilled)
    if (rows.length === 0) return
    const cases = rows.map(row => sql`WHEN ${row.id} THEN ${displaySkeleton(row.displayName)}`)
    await queries.update(users).set({ displaySkeleton: sql`CASE ${users.id} ${sql.join(cases, sql` `)} END` }).where(inArray(users.id, rows.map(row => row.id)))
    await markAmong(rows.map(row => row.id))
  }
}

/** As `markLookalikes`, for many at once and without telling anybody. */
async function markAmong(ids: number[]): Promise<void> {
  const others = alias(users, 'others')
  const alike = and(ne(others.id, users.id), isNull(others.deletedAt), or(eq(others.displaySkeleton, users.displaySkeleton), eq(others.usernameSkeleton, users.displaySkeleton)))
  const { queries } = identityDatabase()
  const rows = await queries.selectDistinct({ id: users.id, other: others.id }).from(users).innerJoin(others, alike).where(inArray(users.id, ids)).limit(20 * backfilled)
  const marked = [...new Set(rows.flatMap(row => [row.id, row.other]))]
  if (marked.length > 0) await queries.update(users).set({ lookalike: true }).where(inArray(users.id, marked))
}

/** Everyone who shares a room with the person, and the person's own screens, get the new profile. */
export async function announceProfile(user: Profile): Promise<void> {
  const roomIds = await roomIdsOf(user.id)
  bus.publish({ kind: 'rooms', roomIds, user, events: [{ type: 'user.updated', user }] })
}

/** Keeps the username of an account that goes from others for a while. */
export async function retireName(tx: Queries, { usernameKey, usernameSkeleton }: UserRow): Promise<void> {
  if (!usernameKey || !usernameSkeleton) return
  const expiresAt = new Date(Date.now() + retiredDays * 86_400_000)
  await tx.insert(retiredNames).values({ usernameKey, usernameSkeleton, expiresAt })
}

/** The keys of retired names that look like this one. */
export async function retiredKeys(tx: Queries, skeleton: string): Promise<string[]> {
  const rows = await tx.select({ key: retiredNames.usernameKey, expiresAt: retiredNames.expiresAt }).from(retiredNames).where(eq(retiredNames.usernameSkeleton, skeleton))
  return rows.filter(row => row.expiresAt > new Date()).map(row => row.key)
}

/** Gives back the names that were kept long enough. */
export async function releaseRetiredNames(): Promise<void> {
  await identityDatabase().queries.delete(retiredNames).where(lt(retiredNames.expiresAt, new Date()))
}
