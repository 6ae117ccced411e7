import { and, desc, eq, inArray, isNull, lt, or } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { MySqlColumn } from 'drizzle-orm/mysql-core'
import type { DirectoryQuery } from '#shared/schemas/room'
import type { DirectorySort, RoomSummary } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { AppError } from '../../core/errors'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import type { RoomRow } from '../memberships/membership'
import { hasWordsOf } from './roomName'
import { toSummary } from './roomSummary'

interface DirectoryPage {
  rooms: RoomSummary[]
  cursor?: string
}

interface Order {
  column: MySqlColumn
  /** The column as a number, and back. */
  of: (room: RoomRow) => number
  bound: (number: number) => unknown
}

/** What each order goes by, from the highest down. */
const orders: Record<DirectorySort, Order> = {
  members: { column: rooms.memberCount, of: room => room.memberCount, bound: count => count },
  active: { column: rooms.activeAt, of: room => room.activeAt.getTime(), bound: time => new Date(time) },
  newest: { column: rooms.id, of: room => room.id, bound: id => id },
}

/** Groups that the caller could join, or is in already; in the order that was asked for. */
export async function listDirectory(user: User, list: DirectoryQuery): Promise<DirectoryPage> {
  const name = `directory ${list.sort}`
  const { column, of, bound } = orders[list.sort]
  const [place, id] = decodeNumbers(name, list.cursor, 2) ?? []
  const after = place === undefined || id === undefined
    ? undefined
    : or(lt(column, bound(place)), and(eq(column, bound(place)), lt(rooms.id, id)))
  const rows = await chatDatabase().queries.select().from(rooms).where(and(
    listedFor(user), after,
    list.query ? hasWordsOf(list.query) : undefined,
  )).orderBy(desc(column), desc(rooms.id)).limit(list.limit + 1)
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return {
    rooms: page.map(toSummary),
    ...(last && { cursor: encodeNumbers(name, [of(last), last.id]) }),
  }
}

/** What the directory shows of one group, or `not_found` where it shows none to this person. */
export async function getDirectoryEntry(user: User, roomId: number): Promise<RoomSummary> {
  const [room] = await chatDatabase().queries.select().from(rooms).where(and(eq(rooms.id, roomId), listedFor(user)))
  if (!room) throw new AppError('not_found')
  return toSummary(room)
}

/** The one rule for what the directory shows to whom. */
function listedFor(user: User): SQL | undefined {
  return and(
    inArray(rooms.visibility, user.kind === 'guest' ? ['open'] : ['open', 'public']),
    eq(rooms.kind, 'group'),
    isNull(rooms.deletedAt),
  )
}
