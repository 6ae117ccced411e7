import { and, eq } from 'drizzle-orm'
import type { CustomerCase } from '#shared/protocol/supportCase'
import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { memberships, rooms } from '../../../../drizzle/chat/schema'
import { supportCases } from '../../../../drizzle/chat/support'
import { bus } from '../../../bus/bus'
import { AppError } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { isDuplicate, transaction } from '../../../database/transaction'
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

interface NewCase {
  topic: string
  context?: string | null
  clientId?: string
}

interface OpenedCase {
  case: CustomerCase
  room: Room
}

/**
 * Opens a case: a room of the customer's alone, which the agents of the inbox are told of. With a `clientId` that the
 * customer has used it is the case of then.
 */
export async function openCase(inbox: InboxRow, customer: User, fields: NewCase): Promise<OpenedCase> {
  const known = await findOpened(customer.id, fields.clientId)
  if (known !== undefined) return describe(customer.id, known)
  try {
    return await insertCase(inbox, customer, fields)
  }
  catch (error) {
    // The same request twice at once.
    if (!isDuplicate(error, 'support_cases_client')) throw error
    const other = await findOpened(customer.id, fields.clientId)
    if (other === undefined) throw error
    return describe(customer.id, other)
  }
}

async function findOpened(customerId: number, clientId: string | undefined): Promise<number | undefined> {
  if (!clientId) return undefined
  const [row] = await chatDatabase().queries.select({ id: supportCases.id }).from(supportCases)
    .where(and(eq(supportCases.customerId, customerId), eq(supportCases.clientId, clientId)))
  return row?.id
}

async function describe(customerId: number, id: number): Promise<OpenedCase> {
  const found = await requireOwnCase(customerId, id)
  return { case: await withQueue(found), room: await getRoom(customerId, found.room.id) }
}

async function insertCase(
  inbox: InboxRow, customer: User, { topic, context = null, clientId }: NewCase,
): Promise<OpenedCase> {
  const now = new Date()
  const { id, inboxRev } = await transaction(chatDatabase().pool, async (tx) => {
    const roomId = await insertRoom(tx, inbox, topic, now)
    await tx.insert(memberships).values({ roomId, userId: customer.id, role: 'member', readSeq: 0, joinedAt: now })
    const [inserted] = await tx.insert(supportCases).values({
      inboxId: inbox.id, roomId, customerId: customer.id, createdAt: now, updatedAt: now, waitingSince: now, context,
      clientId,
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
