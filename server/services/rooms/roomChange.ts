import { and, eq, inArray } from 'drizzle-orm'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { bus } from '../../bus/bus'
import type { Queries } from '../../database/transaction'
import { reviseRoom } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import { getProfiles } from '../users/profile'
import { announceLeft } from './roomEvents'
import { roomNameKey } from './roomName'
import { toSummary } from './roomSummary'

// What changes a room whose row is held, whoever has the right to it: its owner, or an admin of Plaza.

interface Departure {
  room: RoomRow
  userId: number
}

export interface RoomChange {
  revised: RoomRow
  departures: Departure[]
}

/** Changes fields in one step of `rev`. Guests leave a room that is not open any more. */
export async function changeFields(tx: Queries, held: RoomRow, fields: Partial<RoomRow>): Promise<RoomChange> {
  const closes = held.visibility === 'open' && fields.visibility !== undefined && fields.visibility !== 'open'
  const { room, departures } = closes ? await removeGuests(tx, held) : { room: held, departures: [] }
  const named = { ...fields, ...(fields.name && { nameKey: roomNameKey(fields.name) }) }
  return { revised: await reviseRoom(tx, room, named), departures }
}

/** Publishes a committed change: to guests that they left, to the members `room.updated`. */
export function announceChange({ revised, departures }: RoomChange): void {
  for (const { room, userId } of departures) announceLeft(room, userId)
  bus.publish({ kind: 'room', roomId: revised.id, events: [{ type: 'room.updated', room: toSummary(revised) }] })
}

/** Deletes a room for everybody; the maintenance erases the bodies of its messages. To be followed by `room.closed`. */
export async function removeRoom(tx: Queries, room: RoomRow): Promise<void> {
  await tx.delete(memberships).where(eq(memberships.roomId, room.id))
  await reviseRoom(tx, room, { deletedAt: new Date(), memberCount: 0, avatarUrl: null })
}

/**
 * Guests are in `open` rooms only. Each removal is a revision of its own, as any other; written together. The
 * room's row must be held.
 */
async function removeGuests(tx: Queries, room: RoomRow): Promise<{ room: RoomRow, departures: Departure[] }> {
  const members = await tx.select({ userId: memberships.userId }).from(memberships)
    .where(eq(memberships.roomId, room.id))
  const profiles = await getProfiles(members.map(member => member.userId))
  const guests = members.map(member => member.userId).filter(userId => profiles.get(userId)?.kind === 'guest')
  const departures = guests.map((userId, n) => ({
    room: { ...room, rev: room.rev + n + 1, memberCount: room.memberCount - n - 1 },
    userId,
  }))
  const last = departures.at(-1)
  if (!last) return { room, departures }
  const { rev, memberCount } = last.room
  await tx.delete(memberships).where(and(eq(memberships.roomId, room.id), inArray(memberships.userId, guests)))
  await tx.update(rooms).set({ rev, memberCount }).where(eq(rooms.id, room.id))
  return { room: last.room, departures }
}
