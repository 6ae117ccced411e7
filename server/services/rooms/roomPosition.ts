import { and, inArray, isNull } from 'drizzle-orm'
import type { RoomSummary } from '#shared/protocol/room'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { toSummary } from './roomSummary'

/** Where rooms are now, by id; deleted rooms are left out. */
export async function roomPositions(roomIds: number[]): Promise<Map<number, { seq: number, rev: number }>> {
  if (roomIds.length === 0) return new Map()
  const { id, lastSeq: seq, rev } = rooms
  const rows = await chatDatabase().queries.select({ id, seq, rev }).from(rooms)
    .where(and(inArray(id, roomIds), isNull(rooms.deletedAt)))
  return new Map(rows.map(row => [row.id, { seq: row.seq, rev: row.rev }]))
}

/** The public side of many rooms, by id; deleted rooms are left out. */
export async function summarizeRooms(roomIds: number[]): Promise<RoomSummary[]> {
  if (roomIds.length === 0) return []
  const rows = await chatDatabase().queries.select().from(rooms)
    .where(and(inArray(rooms.id, roomIds), isNull(rooms.deletedAt)))
  return rows.map(toSummary)
}
