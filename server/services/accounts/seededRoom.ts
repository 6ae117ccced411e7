import { and, eq, isNull, notExists } from 'drizzle-orm'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { addMembership, changeRoom, findMembership, reviseRoom } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'

/** The groups that were there before anybody came, and have no owner, get one. */
export async function adoptSeededRooms(userId: number): Promise<void> {
  const seeded = await chatDatabase().queries.select({ id: rooms.id }).from(rooms).where(and(
    eq(rooms.kind, 'group'),
    isNull(rooms.deletedAt),
    notExists(
      chatDatabase().queries.select({ roomId: memberships.roomId }).from(memberships)
        .where(and(eq(memberships.roomId, rooms.id), eq(memberships.role, 'owner'))),
    ),
  ))
  for (const { id } of seeded) await changeRoom(id, (tx, room) => ownRoom(tx, room, userId))
}

async function ownRoom(tx: Queries, room: RoomRow, userId: number): Promise<void> {
  if (!await findMembership(tx, room.id, userId)) {
    await addMembership(tx, room, userId, 'owner')
    return
  }
  await tx.update(memberships)
    .set({ role: 'owner' })
    .where(and(eq(memberships.roomId, room.id), eq(memberships.userId, userId)))
  await reviseRoom(tx, room)
}
