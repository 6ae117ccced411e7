import { and, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Profile, User } from '#shared/protocol/user'
import { users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { bus } from '../../bus/bus'
import { roomIdsOf } from '../memberships/membership'
import { searchKey } from './name'
import { toProfile } from './profile'
import { distinctLooks, looksOf } from './skeleton'
import type { Looks } from './skeleton'

/** Of those who look alike so many are marked at once: where hundreds share a name it is marked already. */
const atOnce = 100
const announcedAtOnce = 10
const backfilled = 500

const { displaySkeleton, displayWritten, usernameSkeleton, usernameWritten } = users
const lookColumns = { displaySkeleton, displayWritten, usernameSkeleton, usernameWritten }

/** A display name with the columns by which it is found and compared. */
export function displayColumns(displayName: string) {
  const { skeleton, written } = looksOf(displayName)
  return { displayName, displayKey: searchKey(displayName, 512), displaySkeleton: skeleton, displayWritten: written }
}

/**
 * Marks an account whose display name looks like another account's display name or username, and those others. After
 * the commit of the name: of two that come at once, the later one finds the earlier. Gives the account back; the
 * rooms of the others hear of it.
 */
export async function markLookalikes(user: User): Promise<User> {
  const { queries } = identityDatabase()
  const looks = [...new Set([user.displayName, user.username].flatMap(name => distinctLooks(looksOf(name))))]
  const alike = await queries.select().from(users)
    .where(and(hasOneOf(looks), ne(users.id, user.id), isNull(users.deletedAt))).limit(atOnce)
  // A username as such is unique by its looks: what is told apart are display names.
  if (alike.length === 0) return user
  const fresh = alike.filter(row => !row.lookalike)
  await queries.update(users).set({ lookalike: true }).where(inArray(users.id, [user.id, ...fresh.map(row => row.id)]))
  for (const row of fresh.slice(0, announcedAtOnce)) await announceProfile(toProfile({ ...row, lookalike: true }))
  return user.kind === 'guest' ? user : { ...user, lookalike: true }
}

/** Computes what accounts from before have not got as it is now, and marks those who look alike. */
export async function completeLooks(): Promise<void> {
  const { queries } = identityDatabase()
  for (;;) {
    const rows = await queries.select().from(users)
      .where(and(isNull(displayWritten), isNull(users.deletedAt), isNotNull(users.usernameKey))).limit(backfilled)
    if (rows.length === 0) return
    const computed = rows.map(({ id, displayName, username }) =>
      ({ id, display: looksOf(displayName), username: looksOf(username) }))
    await queries.update(users).set({
      displaySkeleton: byId(computed, row => row.display.skeleton),
      displayWritten: byId(computed, row => row.display.written),
      usernameSkeleton: byId(computed, row => row.username.skeleton),
      usernameWritten: byId(computed, row => row.username.written),
    }).where(inArray(users.id, rows.map(row => row.id)))
    await markAmong(computed)
  }
}

/** A column's value for each row of many, in one statement. */
function byId<T extends { id: number }>(rows: T[], valueOf: (row: T) => string): SQL {
  const cases = rows.map(row => sql`WHEN ${row.id} THEN ${valueOf(row)}`)
  return sql`CASE ${users.id} ${sql.join(cases, sql` `)} END`
}

/** As `markLookalikes`, for many at once and without telling anybody. */
async function markAmong(people: { id: number, display: Looks }[]): Promise<void> {
  const { queries } = identityDatabase()
  const looks = [...new Set(people.flatMap(({ display }) => distinctLooks(display)))]
  const idsByLook = new Map<string, Set<number>>()
  // A query for each column: with thousands of looks the database might rather read the whole table than join four
  // indexes.
  for (const column of Object.values(lookColumns)) {
    const rows = await queries.select({ id: users.id, look: column }).from(users)
      .where(and(inArray(column, looks), isNull(users.deletedAt))).limit(20 * backfilled)
    // The driver gives binary columns as buffers.
    for (const { id, look } of rows) idsByLook.set(String(look), (idsByLook.get(String(look)) ?? new Set()).add(id))
  }
  const marked = new Set<number>()
  for (const { id, display } of people) {
    const alike = distinctLooks(display).flatMap(look => [...idsByLook.get(look) ?? []]).filter(other => other !== id)
    for (const other of alike) marked.add(id).add(other)
  }
  if (marked.size > 0) await queries.update(users).set({ lookalike: true }).where(inArray(users.id, [...marked]))
}

function hasOneOf(looks: string[]): SQL | undefined {
  return or(...Object.values(lookColumns).map(column => inArray(column, looks)))
}

/** Everyone who shares a room with the person, and the person's own screens, get the new profile. */
export async function announceProfile(user: Profile): Promise<void> {
  const roomIds = await roomIdsOf(user.id)
  bus.publish({ kind: 'rooms', roomIds, user, events: [{ type: 'user.updated', user }] })
}
