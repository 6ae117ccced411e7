import { and, desc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import type { Placeholder, SQL } from 'drizzle-orm'
import type { ListQuery } from '#shared/schemas/common'
import type { Profile } from '#shared/protocol/user'
import type { Room } from '#shared/protocol/room'
import { memberships, messages, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { prepared } from '../../database/prepared'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { peerOf } from '../memberships/friend'
import type { Access, MembershipRow, RoomRow } from '../memberships/membership'
import { listed } from '../memberships/listedRoom'
import { notificationsOf } from '../memberships/notification'
import { unreadMentions } from '../messages/mentionRows'
import { peopleOf, toMessage } from '../messages/messageHistory'
import { getProfiles } from '../users/profile'
import { toSummary } from './roomSummary'

interface RoomList {
  rooms: Room[]
  users: Profile[]
  cursor?: string
}

interface OwnRoom extends Access {
  last: typeof messages.$inferSelect | null
}

/** The caller's rooms but those of support, newest activity first, and who wrote their last messages. */
export async function listRooms(userId: number, list: Pick<ListQuery, 'limit' | 'cursor'>): Promise<RoomList> {
  const [activeAt, id] = decodeNumbers('rooms', list.cursor, 2) ?? []
  const rows = activeAt === undefined || id === undefined
    ? await selectFirstRooms().execute({ userId, limit: list.limit + 1 })
    : await selectRooms(
        chatDatabase().queries,
        userId,
        list.limit + 1,
        or(lt(rooms.activeAt, new Date(activeAt)), and(eq(rooms.activeAt, new Date(activeAt)), lt(rooms.id, id))),
      )
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1)?.room : undefined
  const authors = await getProfiles(page.flatMap(row => row.last ? peopleOf(toMessage(row.last)) : []))
  return {
    rooms: await toRooms(userId, page),
    users: [...authors.values()],
    ...(last && { cursor: encodeNumbers('rooms', [last.activeAt.getTime(), last.id]) }),
  }
}

/** One room as its member sees it, or `not_found`. */
export async function getRoom(userId: number, roomId: number): Promise<Room> {
  const own = and(eq(memberships.userId, userId), eq(memberships.roomId, roomId), isNull(rooms.deletedAt))
  const [room] = await toRooms(userId, await selectOwnRooms(chatDatabase().queries).where(own))
  if (!room) throw new AppError('not_found')
  return room
}

/** Those of these rooms that the person is in. */
export async function getRooms(userId: number, roomIds: number[]): Promise<Map<number, Room>> {
  if (roomIds.length === 0) return new Map()
  const own = and(eq(memberships.userId, userId), inArray(memberships.roomId, roomIds), isNull(rooms.deletedAt))
  const found = await toRooms(userId, await selectOwnRooms(chatDatabase().queries).where(own))
  return new Map(found.map(room => [room.id, room]))
}

function selectRooms(queries: Queries, userId: number | Placeholder, limit: number | Placeholder, older?: SQL) {
  return selectOwnRooms(queries).where(and(eq(memberships.userId, userId), listed, older))
    .orderBy(desc(rooms.activeAt), desc(rooms.id)).limit(limit)
}

const selectFirstRooms = prepared(chatDatabase, queries =>
  selectRooms(queries, sql.placeholder('userId'), sql.placeholder('limit')).prepare(),
)

function selectOwnRooms(queries: Queries) {
  return queries.select({ room: rooms, membership: memberships, last: messages }).from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .leftJoin(messages, and(eq(messages.roomId, rooms.id), eq(messages.seq, rooms.lastSeq)))
    .$dynamic()
}

async function toRooms(userId: number, rows: OwnRoom[]): Promise<Room[]> {
  const [peers, mentions] = await Promise.all([
    getProfiles(rows.flatMap(row => peerId(userId, row.room) ?? [])),
    Promise.all(rows.map(({ room, membership }) => unreadMentions(membership, room.lastSeq))),
  ])
  return rows.map(({ room, membership, last }, n) => {
    const [peer, lastMessage] = [peers.get(peerId(userId, room) ?? 0), last ? toMessage(last) : undefined]
    return {
      ...toSummary(room),
      readSeq: membership.readSeq,
      unread: Math.max(0, room.lastSeq - membership.readSeq),
      mentions: 0,
      ...mentions[n],
      role: membership.role,
      notifications: notificationsOf(membership),
      ...(lastMessage && { lastMessage }),
      ...(peer && { peer }),
      ...(isHidden(room, membership) && { hidden: true as const }),
    }
  })
}

function isHidden(room: RoomRow, { hiddenSeq }: MembershipRow): boolean {
  return hiddenSeq !== null && hiddenSeq >= room.lastSeq
}

function peerId(userId: number, room: RoomRow): number | undefined {
  if (room.kind !== 'direct') return undefined
  return peerOf(userId, room.roomKey)
}
