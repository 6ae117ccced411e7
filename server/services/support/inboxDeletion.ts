import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { rooms } from '../../../drizzle/chat/schema'
import { supportCases, supportInboxes } from '../../../drizzle/chat/support'
import { bus } from '../../bus/bus'
import { batchesOf } from '../../core/batchesOf'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { changeRoom } from '../memberships/membership'
import { removeRoom } from '../rooms/roomChange'
import { toSummary } from '../rooms/roomSummary'
import { announceAgents, setAgents } from './agent'
import { findInbox } from './inbox'

/** Closes an inbox for good: its agents are out, and its customers can read what was written, and write no more. */
export async function deleteInbox(actor: Actor, id: number): Promise<void> {
  const inbox = await findInbox(id)
  const { agents, roomIds } = await changeRoom(inbox.roomId, async (tx, room) => {
    const before = { name: inbox.name, key: inbox.inboxKey }
    await recordAudit(tx, 'chat', actor, { action: 'inbox.deleted', target: ['inbox', id], before })
    await tx.update(supportInboxes).set({ deletedAt: new Date() }).where(eq(supportInboxes.id, id))
    const agents = await setAgents(tx, inbox, room, [])
    const roomIds = await archiveCases(tx, id)
    await removeRoom(tx, agents.room)
    return { agents, roomIds }
  })
  await announceAgents(agents)
  bus.publish({ kind: 'room.closed', roomId: inbox.roomId })
  await announceCases(roomIds)
}

async function archiveCases(tx: Queries, inboxId: number): Promise<number[]> {
  const rows = await tx.select({ id: supportCases.roomId }).from(supportCases).where(eq(supportCases.inboxId, inboxId))
  const roomIds = rows.map(({ id }) => id).sort((one, other) => one - other)
  for (const ids of batchesOf(roomIds)) {
    await tx.update(rooms).set({ archivedAt: new Date(), rev: sql`${rooms.rev} + 1` })
      .where(and(inArray(rooms.id, ids), isNull(rooms.archivedAt)))
  }
  return roomIds
}

async function announceCases(roomIds: number[]): Promise<void> {
  for (const ids of batchesOf(roomIds)) {
    for (const room of await chatDatabase().queries.select().from(rooms).where(inArray(rooms.id, ids))) {
      bus.publish({ kind: 'room', roomId: room.id, events: [{ type: 'room.updated', room: toSummary(room) }] })
    }
  }
}
