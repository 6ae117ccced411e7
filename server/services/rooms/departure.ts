import { and, eq, sql } from 'drizzle-orm'
import { memberships } from '../../../drizzle/chat/schema'
import type { Queries } from '../../database/transaction'
import { bus } from '../../bus/bus'
import { removeMembership, reviseRoom } from '../memberships/membership'
import type { MembershipRow, RoomRow } from '../memberships/membership'
import { ableMembers } from '../users/profile'
import { announceLeft } from './roomEvents'

/** How many members are looked at to find one who may own a room: neither guests nor disabled accounts may. */
const candidates = 50

export interface Departure {
  left?: RoomRow
  heir?: { userId: number, rev: number }
}

/**
 * Takes a member out. A room keeps an owner while it has members who may own it; an empty one that had an owner goes.
 * The room's row must be held.
 */
export async function depart(tx: Queries, room: RoomRow, membership: MembershipRow): Promise<Departure> {
  const left = await removeMembership(tx, room, membership.userId)
  return membership.role === 'owner' ? handOver(tx, left) : { left }
}

/** Publishes to the room who left, and who owns it now. */
export function announceDeparture(userId: number, { left, heir }: Departure): void {
  if (left) announceLeft(left, userId)
  if (left && heir) {
    bus.publish({
      kind: 'room',
      roomId: left.id,
      events: [{ type: 'member.changed', roomId: left.id, userId: heir.userId, role: 'owner', rev: heir.rev }],
    })
  }
}

async function handOver(tx: Queries, room: RoomRow): Promise<Departure> {
  const owners = await tx.select({ userId: memberships.userId }).from(memberships)
    .where(and(eq(memberships.roomId, room.id), eq(memberships.role, 'owner')))
  if ((await ableMembers(owners.map(({ userId }) => userId))).size > 0) return { left: room }
  if (room.memberCount <= 0 && !room.roomKey) {
    await reviseRoom(tx, room, { deletedAt: new Date() })
    return { left: room }
  }
  const heir = await findHeir(tx, room.id)
  if (!heir) return { left: room }
  await tx.update(memberships)
    .set({ role: 'owner', roleGiven: true })
    .where(and(eq(memberships.roomId, room.id), eq(memberships.userId, heir.userId)))
  const { rev } = await reviseRoom(tx, room)
  return { left: room, heir: { userId: heir.userId, rev } }
}

/** The first moderator, else the member who has been there longest. */
async function findHeir(tx: Queries, roomId: number): Promise<MembershipRow | undefined> {
  const rows = await tx.select().from(memberships).where(eq(memberships.roomId, roomId))
    .orderBy(sql`${memberships.role} = 'member'`, memberships.joinedAt, memberships.userId).limit(candidates)
  const able = await ableMembers(rows.map(row => row.userId))
  return rows.find(row => able.has(row.userId))
}
