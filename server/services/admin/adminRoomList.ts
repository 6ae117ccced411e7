import { and, asc, desc, eq, gt, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { AdminRoom } from '#shared/protocol/admin/adminRoom'
import type { AdminRoomList } from '#shared/schemas/admin/adminRoom'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { decodeCursor, decodeNumbers, encodeCursor, encodeNumbers } from '../lists/cursor'
import type { RoomRow } from '../memberships/membership'
import { hasWordsOf } from '../rooms/roomName'
import { toAdminRoom } from './adminRoom'

/** Groups, by the order that was asked for. Direct rooms are their two people's own. */
export async function listAdminRooms(list: AdminRoomList): Promise<{ rooms: AdminRoom[], cursor?: string }> {
  const { order, after, cursorOf } = position(list)
  const rows = await chatDatabase().queries.select().from(rooms).where(and(
    eq(rooms.kind, 'group'), isNull(rooms.deletedAt), after,
    list.archived === undefined ? undefined : list.archived ? isNotNull(rooms.archivedAt) : isNull(rooms.archivedAt),
    list.visibility && eq(rooms.visibility, list.visibility),
    list.query ? hasWordsOf(list.query) : undefined,
  )).orderBy(...order).limit(list.limit + 1)
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return { rooms: page.map(toAdminRoom), ...(last && { cursor: cursorOf(last) }) }
}

interface Position {
  order: SQL[]
  after: SQL | undefined
  cursorOf: (row: RoomRow) => string
}

function position({ sort, cursor }: AdminRoomList): Position {
  const name = `adminRooms ${sort}`
  if (sort === 'name') {
    const [key, id] = (decodeCursor(name, cursor)?.split('\n') ?? []) as [string?, string?]
    const after = key === undefined
      ? undefined
      : or(gt(rooms.nameKey, key), and(eq(rooms.nameKey, key), gt(rooms.id, Number(id) || 0)))
    return {
      order: [asc(rooms.kind), asc(rooms.nameKey), asc(rooms.id)],
      after,
      cursorOf: row => encodeCursor(name, `${row.nameKey ?? ''}\n${row.id}`),
    }
  }
  if (sort === 'newest') {
    const [id] = decodeNumbers(name, cursor, 1) ?? []
    return {
      order: [desc(rooms.id)],
      after: id === undefined ? undefined : lt(rooms.id, id),
      cursorOf: row => encodeNumbers(name, [row.id]),
    }
  }
  const [value, id] = decodeNumbers(name, cursor, 2) ?? []
  const column = sort === 'members' ? rooms.memberCount : rooms.activeAt
  const bound = value !== undefined && sort === 'active' ? new Date(value) : value
  const after = bound === undefined || id === undefined
    ? undefined
    : sql`(${column} < ${bound} OR (${column} = ${bound} AND ${rooms.id} < ${id}))`
  return {
    order: [desc(rooms.kind), desc(column), desc(rooms.id)], after,
    cursorOf: row => encodeNumbers(name, [sort === 'members' ? row.memberCount : row.activeAt.getTime(), row.id]),
  }
}
