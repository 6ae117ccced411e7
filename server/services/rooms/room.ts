import { and, eq, inArray } from 'drizzle-orm'
import type { RoomInput, RoomPatch } from '#shared/schemas'
import type { Room, User } from '#shared/protocol'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { bus } from '../../bus/bus'
import { AppError } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { recordIfByRole } from '../audit/audit'
import { addMembership, changeRoomAs, reviseRoom } from '../memberships/membership'
import type { Access, RoomRow } from '../memberships/membership'
import { assertWritable, isModerator, isOwner } from '../memberships/right'
import { assertMayWrite } from '../settings/policy'
import { searchKey } from '../users/name'
import { getProfiles } from '../users/profile'
import { recordRoomUpdate } from './roomAudit'
import { announceJoined, announceLeft } from './roomEvents'
import { getRoom } from './roomList'
import { squareKey, toSummary } from './roomSummary'

/** A new group, owned by its author. Guests make none, `open` ones are for admins. */
export async function createRoom(user: User, input: RoomInput, address: string): Promise<Room> {
  if (user.kind !== 'member' || (input.visibility === 'open' && user.role !== 'admin')) throw new AppError('forbidden')
  assertMayWrite(user.id, { name: input.name, topic: input.topic })
  const now = new Date()
  const row = { kind: 'group' as const, ...input, nameKey: searchKey(input.name, 640), createdAt: now, activeAt: now }
  const roomId = await transaction(chatDatabase().pool, async (tx) => {
    const [inserted] = await tx.insert(rooms).values(row)
    const [room] = await tx.select().from(rooms).where(eq(rooms.id, inserted.insertId))
    if (!room) throw new AppError('internal')
    await addMembership(tx, room, user.id, 'owner')
    await recordIfByRole(tx, { id: user.id, address }, input.visibility !== 'open', { action: 'room.created', target: ['room', room.id], after: { ...input } })
    return room.id
  })
  const room = await getRoom(user.id, roomId)
  announceJoined(user.id, room)
  return room
}

/** Renames, describes or opens and closes a room. A moderator may, but the visibility is the owner's. Closing an open room sees its guests out. */
export async function updateRoom(user: User, roomId: number, patch: RoomPatch, address: string): Promise<Room> {
  const { revised, departures } = await changeRoomAs(user.id, roomId, async (tx, access) => {
    assertMayUpdate(user, access, patch)
    assertWritable(access.room)
    assertMayWrite(user.id, { name: patch.name, topic: patch.topic })
    const closes = access.room.visibility === 'open' && patch.visibility !== undefined && patch.visibility !== 'open'
    await recordRoomUpdate(tx, { id: user.id, address }, access, patch)
    const { room, departures } = closes ? await removeGuests(tx, access.room) : { room: access.room, departures: [] }
    const fields = { ...patch, ...(patch.name && { nameKey: searchKey(patch.name, 640) }) }
    return { revised: await reviseRoom(tx, room, fields), departures }
  })
  for (const { room, userId } of departures) announceLeft(room, userId)
  const room = await getRoom(user.id, roomId)
  bus.publish({ kind: 'room', roomId, events: [{ type: 'room.updated', room: toSummary(revised) }] })
  return room
}

function assertMayUpdate(user: User, { room, membership }: Access, patch: RoomPatch): void {
  if (room.kind !== 'group') throw new AppError('conflict')
  if (!isModerator(user, membership)) throw new AppError('forbidden')
  if (patch.visibility === undefined || patch.visibility === room.visibility) return
  if (!isOwner(user, membership) || (patch.visibility === 'open' && user.role !== 'admin')) throw new AppError('forbidden')
  if (room.roomKey === squareKey) throw new AppError('conflict')
}

interface Departure {
  room: RoomRow
  userId: number
}

/** Guests are in `open` rooms only. Each removal is a revision of its own, as any other; written together. The room's row must be held. */
export async function removeGuests(tx: Queries, room: RoomRow): Promise<{ room: RoomRow, departures: Departure[] }> {
  const members = await tx.select({ userId: memberships.userId }).from(memberships).where(eq(memberships.roomId, room.id))
  const profiles = await getProfiles(members.map(member => member.userId))
  const guests = members.map(member => member.userId).filter(userId => profiles.get(userId)?.kind === 'guest')
  const departures = guests.map((userId, n) => ({ room: { ...room, rev: room.rev + n + 1, memberCount: room.memberCount - n - 1 }, userId }))
  const last = departures.at(-1)
  if (!last) return { room, departures }
  const { rev, memberCount } = last.room
  await tx.delete(memberships).where(and(eq(memberships.roomId, room.id), inArray(memberships.userId, guests)))
  await tx.update(rooms).set({ rev, memberCount }).where(eq(rooms.id, room.id))
  return { room: last.room, departures }
}
