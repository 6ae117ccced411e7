import { and, asc, desc, eq, getTableColumns, gt, isNotNull, isNull, like, lt, ne } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { union } from 'drizzle-orm/mysql-core'
import { queryWords } from '#shared/fold'
import type { AdminUser } from '#shared/protocol/admin/adminUser'
import type { AdminUserList } from '#shared/schemas/admin/adminUser'
import { users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { decodeCursor, decodeNumbers, encodeCursor, encodeNumbers, escapeLike } from '../lists/cursor'
import { nameKey } from '../users/name'
import { idsByWords } from '../users/namePart'
import type { UserRow } from '../users/profile'
import { emailKey } from '../users/user'
import { lastSeen, toAdminUser } from './adminUserDetail'

/**
 * Accounts of every kind, by the order that was asked for; a query finds the beginnings of usernames
 * and e-mails, and of any word of a name.
 */
export async function listAdminUsers(list: AdminUserList): Promise<{ users: AdminUser[], cursor?: string }> {
  const rows = await selectUsers(list)
  const page = rows.slice(0, list.limit)
  const seen = await lastSeen(page.map(row => row.id))
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return {
    users: page.map(row => toAdminUser(row, seen.get(row.id) ?? null)),
    ...(last && {
      cursor: list.sort === 'username'
        ? encodeCursor(orderName(list), last.usernameKey ?? '')
        : encodeNumbers(orderName(list), [last.id]),
    }),
  }
}

function selectUsers(list: AdminUserList): Promise<UserRow[]> {
  const { queries } = identityDatabase()
  const { order, after } = position(list)
  const where = and(
    after,
    stateOf(list),
    list.kind ? eq(users.kind, list.kind) : ne(users.kind, 'customer'),
    list.role && eq(users.role, list.role),
  )
  const limit = list.limit + 1
  if (!list.query) {
    return queries.select().from(users, { forceIndex: indexFor(list) })
      .where(where).orderBy(order).limit(limit)
  }
  const found = findMatches(list.query)
  return queries.select(getTableColumns(users)).from(found)
    .innerJoin(users, eq(users.id, found.id), { forceIndex: 'PRIMARY' })
    .where(where)
    .orderBy(list.sort === 'newest' ? desc(found.id) : list.sort === 'oldest' ? asc(found.id) : order).limit(limit)
}

/**
 * The filter that leaves the fewest; left alone, the server would intersect several indexes and then sort everybody.
 */
function indexFor({ state, role, kind, sort }: AdminUserList): string {
  if (state === 'disabled' || state === 'muted' || state === 'deleted') return `users_${state}`
  if (role && role !== 'user') return 'users_role'
  if (sort === 'username') return 'users_username_key'
  return kind ? 'users_kind' : 'PRIMARY'
}

function orderName({ sort }: AdminUserList): string {
  return `adminUsers ${sort}`
}

/** Where the page begins. Ids grow with time, so newest and oldest go by the primary key. */
function position(list: AdminUserList): { order: SQL, after: SQL | undefined } {
  if (list.sort === 'username') {
    const key = decodeCursor(orderName(list), list.cursor)
    return { order: asc(users.usernameKey), after: key === undefined ? undefined : gt(users.usernameKey, key) }
  }
  const [id] = decodeNumbers(orderName(list), list.cursor, 1) ?? []
  if (list.sort === 'oldest') return { order: asc(users.id), after: id === undefined ? undefined : gt(users.id, id) }
  return { order: desc(users.id), after: id === undefined ? undefined : lt(users.id, id) }
}

function stateOf({ state, sort }: AdminUserList): SQL | undefined {
  // Deleted accounts have no username to be sorted by.
  if (state === 'deleted') {
    return and(isNotNull(users.deletedAt), sort === 'username' ? isNotNull(users.usernameKey) : undefined)
  }
  const present = isNull(users.deletedAt)
  if (state === 'disabled') return and(present, isNotNull(users.disabledAt))
  if (state === 'muted') return and(present, gt(users.mutedUntil, new Date()))
  return state === 'active' ? and(present, isNull(users.disabledAt)) : present
}

/** Each of the four from its own index: with an OR the server would rather go through everybody. */
function findMatches(query: string) {
  const prefix = `${escapeLike(nameKey(query))}%`
  const idsWhere = (condition: SQL) => identityDatabase().queries.select({ id: users.id }).from(users).where(condition)
  return union(
    idsWhere(like(users.usernameKey, prefix)), idsWhere(like(users.displayKey, prefix)),
    idsWhere(like(users.emailKey, `${escapeLike(emailKey(query))}%`)), idsByWords(queryWords(query)),
  ).as('found')
}
