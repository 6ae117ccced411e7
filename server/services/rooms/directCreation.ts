import type { Room } from '#shared/protocol/room'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { isDuplicate, transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { applyBlocks } from './block'
import { findByKey } from './directKey'
import { announceJoined } from './roomEvents'
import { getRoom } from './roomList'
import type { UserRow } from '../users/profile'

/** Of two who ask at once the second gets the room of the first, which is not `created` then. */
export async function createDirect(
  userId: number, other: UserRow, roomKey: string,
): Promise<{ room: Room, created: boolean }> {
  try {
    const roomId = await transaction(chatDatabase().pool, tx => insertDirect(tx, userId, other, roomKey))
    await applyBlocks(userId, other.id, roomId)
    const room = await getRoom(userId, roomId)
    announceJoined(userId, room)
    announceJoined(other.id, await getRoom(other.id, roomId))
    return { room, created: true }
  }
  catch (error) {
    if (!isDuplicate(error, 'rooms_room_key')) throw error
    const roomId = await findByKey(chatDatabase().queries, roomKey)
    if (!roomId) throw error
    return { room: await getRoom(userId, roomId), created: false }
  }
}

/** A guest cannot write first, so the room is put away for them until somebody has. */
async function insertDirect(tx: Queries, userId: number, other: UserRow, roomKey: string): Promise<number> {
  const now = new Date()
  const room = {
    kind: 'direct' as const,
    visibility: 'private' as const,
    roomKey,
    memberCount: 2,
    createdAt: now,
    activeAt: now,
  }
  const [inserted] = await tx.insert(rooms).values(room)
  const roomId = inserted.insertId
  const fields = { roomId, role: 'member' as const, readSeq: 0, joinedAt: now }
  await tx.insert(memberships).values([
    { ...fields, userId },
    { ...fields, userId: other.id, hiddenSeq: other.kind === 'guest' ? 0 : null },
  ])
  return roomId
}
