import { eq } from 'drizzle-orm'
import type { RoomInput, RoomPatch } from '#shared/schemas/room'
import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { rooms } from '../../../drizzle/chat/schema'
import { AppError } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { recordIfByRole } from '../audit/audit'
import { addMembership, changeRoomAs } from '../memberships/membership'
import type { Access } from '../memberships/membership'
import { assertWritable, isModerator, isOwner } from '../memberships/right'
import { assertMayWrite } from '../settings/policy'
import { recordRoomUpdate } from './roomAudit'
import { announceChange, changeFields } from './roomChange'
import { announceJoined } from './roomEvents'
import { getRoom } from './roomList'
import { roomNameKey } from './roomName'
import { squareKey } from './roomSummary'

/** A new group, owned by its author. Guests make none, `open` ones are for admins. */
export async function createRoom(user: User, input: RoomInput, address: string): Promise<Room> {
  if (user.kind !== 'member' || (input.visibility === 'open' && user.role !== 'admin')) throw new AppError('forbidden')
  assertMayWrite(user.id, { name: input.name, topic: input.topic })
  const now = new Date()
  const row = { kind: 'group' as const, ...input, nameKey: roomNameKey(input.name), createdAt: now, activeAt: now }
  const roomId = await transaction(chatDatabase().pool, async (tx) => {
    const [inserted] = await tx.insert(rooms).values(row)
    const [room] = await tx.select().from(rooms).where(eq(rooms.id, inserted.insertId))
    if (!room) throw new AppError('internal')
    await addMembership(tx, room, user.id, 'owner')
    await recordIfByRole(tx, { id: user.id, address }, input.visibility !== 'open', {
      action: 'room.created',
      target: ['room', room.id],
      after: { ...input },
    })
    return room.id
  })
  const room = await getRoom(user.id, roomId)
  announceJoined(user.id, room)
  return room
}

/**
 * Renames, describes or opens and closes a room. A moderator may, but the visibility is the owner's. Guests leave a
 * room that is not open any more.
 */
export async function updateRoom(user: User, roomId: number, patch: RoomPatch, address: string): Promise<Room> {
  const change = await changeRoomAs(user.id, roomId, async (tx, access) => {
    assertMayUpdate(user, access, patch)
    assertWritable(access.room)
    assertMayWrite(user.id, { name: patch.name, topic: patch.topic })
    await recordRoomUpdate(tx, { id: user.id, address }, access, patch)
    return changeFields(tx, access.room, patch)
  })
  const room = await getRoom(user.id, roomId)
  announceChange(change)
  return room
}

function assertMayUpdate(user: User, { room, membership }: Access, patch: RoomPatch): void {
  if (room.kind !== 'group') throw new AppError('conflict')
  if (!isModerator(user, membership)) throw new AppError('forbidden')
  if (patch.visibility === undefined || patch.visibility === room.visibility) return
  if (!isOwner(user, membership) || (patch.visibility === 'open' && user.role !== 'admin')) {
    throw new AppError('forbidden')
  }
  if (room.roomKey === squareKey) throw new AppError('conflict')
}
