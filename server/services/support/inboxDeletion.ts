import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { rooms } from '../../../drizzle/chat/schema'
import { supportCases, supportInboxes } from '../../../drizzle/chat/support'
import { bus } from '../../bus/bus'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { changeRoom } from '../memberships/membership'
import { removeRoom } from '../rooms/roomChange'
import { toSummary } from '../rooms/roomSummary'
import { announceAgents, setAgents } from './agent'
import { findInbox } from './inbox'

const atOnce = 500

/** Closes an inbox for good: its agents are out, and its customers can read what was written, and write no more. */
export async function deleteInbox(actor: Actor, id: number): Promise<void> {
  const inbox = await findInbox(id)
  const change = await changeRoom(inbox.roomId, async (tx, room) => {
    const before = { name: inbox.name, key: inbox.inboxKey }
    await recordAudit(tx, 'chat', actor, { action: 'inbox.deleted', target: ['inbox', id], before })
    await tx.update(supportInboxes).set({ deletedAt: new Date() }).where(eq(supportInboxes.id, id))
    const agents = await setAgents(tx, inbox, room, [])
    await archiveCases(tx, id)
    await removeRoom(tx, agents.room)
    return agents
  })
  await announceAgents(change)
  bus.publish({ kind: 'room.closed', roomId: inbox.roomId })
  await announceCases(id)
}

async function archiveCases(tx: Queries, inboxId: number): Promise<void> {
  const theirs = tx.select({ id: supportCases.roomId }).from(supportCases).where(eq(supportCases.inboxId, inboxId))
  await tx.update(rooms).set({ archivedAt: new Date(), rev: sql`${rooms.rev} + 1` })
    .where(and(inArray(rooms.id, theirs), isNull(rooms.archivedAt)))
}

async function announceCases(inboxId: number): Promise<void> {
  const { queries } = chatDatabase()
  for (let last = 0, found = atOnce; found === atOnce;) {
    const rows = await queries.select({ room: rooms }).from(supportCases)
      .innerJoin(rooms, eq(rooms.id, supportCases.roomId))
      .where(and(eq(supportCases.inboxId, inboxId), sql`${rooms.id} > ${last}`)).orderBy(rooms.id).limit(atOnce)
    for (const { room } of rows) {
      bus.publish({ kind: 'room', roomId: room.id, events: [{ type: 'room.updated', room: toSummary(room) }] })
    }
    found = rows.length
    last = rows.at(-1)?.room.id ?? last
  }
}
