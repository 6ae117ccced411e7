import { and, inArray } from 'drizzle-orm'
import { memberships } from '../../../drizzle/chat/schema'
import { createBatcher } from '../../database/batcher'
import { chatDatabase } from '../../database/databases'

/**
 * Of these people those who share a room with this one. Asked together with what others ask at the same time: guests
 * who come back at once each watch many people, and mostly the same.
 */
export async function companionsAmong(userId: number, ids: number[]): Promise<Set<number>> {
  const found = ids.length > 0 ? await findCompanions({ userId, ids }) : undefined
  return found ?? new Set()
}

const findCompanions = createBatcher(async (asked: { userId: number, ids: number[] }[]) => {
  const { roomId, userId } = memberships
  const { queries } = chatDatabase()
  const mine = await queries.select({ roomId, userId }).from(memberships)
    .where(inArray(userId, [...new Set(asked.map(one => one.userId))]))
  const roomIds = [...new Set(mine.map(row => row.roomId))]
  const theirs = roomIds.length === 0
    ? []
    : await queries.select({ roomId, userId }).from(memberships)
        .where(and(inArray(userId, [...new Set(asked.flatMap(one => one.ids))]), inArray(roomId, roomIds)))
  const members = peopleByRoom(theirs)
  const rooms = Map.groupBy(mine, row => row.userId)
  return new Map(asked.map(one => [one, companionsIn(rooms.get(one.userId) ?? [], members, one.ids)]))
}, 20)

function peopleByRoom(rows: { roomId: number, userId: number }[]): Map<number, Set<number>> {
  const byRoom = Map.groupBy(rows, row => row.roomId)
  return new Map([...byRoom].map(([roomId, group]) => [roomId, new Set(group.map(row => row.userId))]))
}

function companionsIn(rooms: { roomId: number }[], members: Map<number, Set<number>>, ids: number[]): Set<number> {
  return new Set(ids.filter(id => rooms.some(({ roomId }) => members.get(roomId)?.has(id))))
}
