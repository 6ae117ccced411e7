import { and, desc, eq, inArray, isNull, like, lt, or } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { ListQuery } from '#shared/schemas/common'
import type { RoomSummary } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { AppError } from '../../core/errors'
import { decodeNumbers, encodeNumbers, escapeLike } from '../lists/cursor'
import { nameKey } from '../users/name'
import { toSummary } from './roomSummary'

/** Groups that the caller could join, or is in already; the fullest first. */
export async function listDirectory(user: User, list: ListQuery): Promise<{ rooms: RoomSummary[], cursor?: string }> {
  const [members, id] = decodeNumbers('directory', list.cursor, 2) ?? []
  const after = members === undefined || id === undefined
    ? undefined
    : or(lt(rooms.memberCount, members), and(eq(rooms.memberCount, members), lt(rooms.id, id)))
  const rows = await chatDatabase().queries.select().from(rooms).where(and(
    listedFor(user), after,
    list.query ? like(rooms.nameKey, `%${escapeLike(nameKey(list.query))}%`) : undefined,
  )).orderBy(desc(rooms.memberCount), desc(rooms.id)).limit(list.limit + 1)
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return {
    rooms: page.map(toSummary),
    ...(last && { cursor: encodeNumbers('directory', [last.memberCount, last.id]) }),
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
