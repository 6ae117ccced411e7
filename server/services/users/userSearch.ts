import { and, asc, eq, exists, gt, inArray, isNull, like, lt, notExists, or } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/mysql-core'
import { queryWords } from '#shared/fold'
import type { ListQuery } from '#shared/schemas/common'
import type { Profile, User } from '#shared/protocol/user'
import { nameParts } from '../../../drizzle/identity/names'
import { users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { decodeCursor, encodeCursor } from '../lists/cursor'
import { beginning, byLength, cut, mayBeInner } from './namePart'
import { toProfile } from './profile'
import type { UserRow } from './profile'
import { visibleUserIds } from './user'

/** How many people are looked at to fill a guest's page: so many at once, so many times. */
const guestStep = 200
const guestSteps = 20
/** A name has no more words that are worth a look-up. */
const wordsAtMost = 5

/** A row with the place after which the list goes on. */
interface Found { row: UserRow, place: string }
type FindPage = (after: string | undefined, limit: number) => Promise<Found[]>

/**
 * People by any part of their names, in any order, without accents: first those of whom a word begins so, then those
 * who have it within one. Without a query everybody, by name. A guest finds the people of their rooms only; neither a
 * short page nor a cursor reveals that there are others, unless thousands of them stand in between.
 */
export async function searchUsers(caller: User, list: ListQuery): Promise<{ users: Profile[], cursor?: string }> {
  const words = queryWords(list.query ?? '').slice(0, wordsAtMost).map(cut)
  const name = words.length > 0 ? `users ${words.join(' ')}` : 'users'
  const findPage: FindPage = words.length > 0 ? (after, limit) => findByPart(words, after, limit) : findByName
  const isGuest = caller.kind === 'guest'
  const wanted = list.limit + 1
  const atOnce = isGuest ? Math.max(wanted, guestStep) : wanted
  let after = decodeCursor(name, list.cursor)
  const found: Found[] = []
  for (let step = 0; step < (isGuest ? guestSteps : 1); step++) {
    const rows = await findPage(after, atOnce)
    const visible = new Set(await visibleUserIds(caller, rows.map(({ row }) => row.id)))
    found.push(...rows.filter(({ row }) => visible.has(row.id)))
    after = rows.length < atOnce ? undefined : rows.at(-1)?.place
    if (found.length >= wanted || after === undefined) break
  }
  const page = found.slice(0, list.limit)
  const next = found.length > list.limit ? page.at(-1)?.place : after
  return { users: page.map(({ row }) => toProfile(row)), ...(next && { cursor: encodeCursor(name, next) }) }
}

const findable = and(isNull(users.deletedAt), inArray(users.kind, ['member', 'guest', 'bot']))

async function findByName(after: string | undefined, limit: number): Promise<Found[]> {
  const rows = await identityDatabase().queries.select().from(users)
    .where(and(findable, after === undefined ? undefined : gt(users.usernameKey, after)))
    .orderBy(asc(users.usernameKey)).limit(limit)
  return rows.map(row => ({ row, place: row.usernameKey ?? '' }))
}

/** The longest word leads: of the index only the rows that begin so are read, in their order, up to the limit. */
async function findByPart(words: string[], after: string | undefined, limit: number): Promise<Found[]> {
  const [lead = '', ...others] = byLength(words)
  const [inner, userId, part] = after === undefined ? [] : placeOf(after)
  const found = inner ? [] : await findParts({ lead, others, inner: false, limit, userId, part })
  if (found.length === limit || !mayBeInner(lead)) return found
  const rest = { lead, others, inner: true, limit: limit - found.length, ...(inner && { userId, part }) }
  return [...found, ...await findParts(rest)]
}

interface PartQuery { lead: string, others: string[], inner: boolean, limit: number, userId?: number, part?: string }

async function findParts({ lead, others, inner, limit, userId, part }: PartQuery): Promise<Found[]> {
  const { queries } = identityDatabase()
  const other = alias(nameParts, 'other')
  const hasOther = (condition: SQL | undefined) => queries.select({ userId: other.userId }).from(other)
    .where(and(eq(other.userId, nameParts.userId), condition))
  // Who has several such parts is found by the first of them.
  const earlier = and(
    like(other.part, beginning(lead)),
    or(lt(other.inner, nameParts.inner), and(eq(other.inner, nameParts.inner), lt(other.part, nameParts.part))),
  )
  const rows = await queries.select({ row: users, part: nameParts.part })
    .from(nameParts, { forceIndex: 'name_parts_part' })
    .innerJoin(users, eq(users.id, nameParts.userId), { forceIndex: 'PRIMARY' })
    .where(and(
      eq(nameParts.inner, inner), like(nameParts.part, beginning(lead)), findable,
      part === undefined || userId === undefined
        ? undefined
        : or(gt(nameParts.part, part), and(eq(nameParts.part, part), gt(nameParts.userId, userId))),
      notExists(hasOther(earlier)),
      ...others.map(word => exists(hasOther(like(other.part, beginning(word))))),
    ))
    .orderBy(asc(nameParts.part), asc(nameParts.userId)).limit(limit)
  return rows.map(({ row, part: at }) => ({ row, place: `${Number(inner)}.${row.id}.${String(at)}` }))
}

function placeOf(place: string): [inner: boolean, userId: number, part: string] {
  const [inner, id, ...part] = place.split('.')
  return [inner === '1', Number(id), part.join('.')]
}
