import type { CustomerCase } from '#shared/protocol/supportCase'
import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { memberships, rooms } from '../../../../drizzle/chat/schema'
import { supportCases } from '../../../../drizzle/chat/support'
import { bus } from '../../../bus/bus'
import { AppError } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { transaction } from '../../../database/transaction'
import type { Queries } from '../../../database/transaction'
import { announceJoined } from '../../rooms/roomEvents'
import { getRoom } from '../../rooms/roomList'
import { requireOwnCase } from '../case'
import { announceCase, recordCaseEvent, reviseInbox } from '../caseEvent'
import { assertNotBlocked } from '../blocked'
import { withQueue } from '../customers/queue'
import { findInbox } from '../inbox'
import type { InboxRow } from '../inbox'
import { dueTimes } from '../target'

/** Opens a case: a room of the customer's alone, which the agents of the inbox are told of. */
export async function openCase(
  inbox: InboxRow, customer: User, { topic, context = null }: { topic: string, context?: string | null },
): Promise<{ case: CustomerCase, room: Room }> {
  const now = new Date()
  const { id, inboxRev } = await transaction(chatDatabase().pool, async (tx) => {
    const roomId = await insertRoom(tx, inbox, topic, now)
    await tx.insert(memberships).values({ roomId, userId: customer.id, role: 'member', readSeq: 0, joinedAt: now })
    const [inserted] = await tx.insert(supportCases).values({
      inboxId: inbox.id, roomId, customerId: customer.id, createdAt: now, updatedAt: now, waitingSince: now, context,
      ...dueTimes(inbox, now),
    })
    const opened = { id: inserted.insertId, inboxId: inbox.id }
    await recordCaseEvent(tx, opened, { kind: 'opened', actorId: customer.id })
    const inboxRev = await reviseInbox(tx, inbox.roomId)
    await assertOpenTo(tx, inbox.id, customer.id)
    return { id: opened.id, inboxRev }
  })
  const found = await requireOwnCase(customer.id, id)
  const room = await getRoom(customer.id, found.room.id)
  announceJoined(customer.id, room)
  bus.tellHere({ kind: 'case.opened' })
  await announceCase({ ...found, inbox: { roomId: inbox.roomId, rev: inboxRev }, shown: false })
  return { case: await withQueue(found), room }
}

/** Looked up again while the inbox is held, as it is by who closes it, or blocks somebody in it. */
async function assertOpenTo(tx: Queries, inboxId: number, userId: number): Promise<void> {
  await findInbox(inboxId, tx)
  await assertNotBlocked(userId, inboxId, tx)
}

async function insertRoom(tx: Queries, inbox: InboxRow, topic: string, now: Date): Promise<number> {
  const [inserted] = await tx.insert(rooms).values({
    kind: 'support', visibility: 'private', name: inbox.name, topic, memberCount: 1, createdAt: now, activeAt: now,
  })
  if (!inserted.insertId) throw new AppError('internal')
  return inserted.insertId
}
