import { and, asc, count, desc, eq, isNotNull, isNull, lte } from 'drizzle-orm'
import type { CustomerCase } from '#shared/protocol/supportCase'
import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { supportCases } from '../../../drizzle/chat/support'
import { AppError } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { announceJoined } from '../rooms/roomEvents'
import { getRoom } from '../rooms/roomList'
import { requireOwnCase, toCustomerCase } from './case'
import type { CaseRow, FoundCase } from './case'
import { announceCase, recordCaseEvent, reviseInbox } from './caseEvent'
import type { InboxRow } from './inbox'

/** How many of the last answers the expected wait is judged by, and how many there must be. */
const waits = { atMost: 20, atLeast: 5 }

/** Opens a case: a room of the customer's alone, which the agents of the inbox are told of. */
export async function openCase(
  inbox: InboxRow, customer: User, topic: string,
): Promise<{ case: CustomerCase, room: Room }> {
  const now = new Date()
  const { id, inboxRev } = await transaction(chatDatabase().pool, async (tx) => {
    const roomId = await insertRoom(tx, inbox, topic, now)
    await tx.insert(memberships).values({ roomId, userId: customer.id, role: 'member', readSeq: 0, joinedAt: now })
    const [inserted] = await tx.insert(supportCases)
      .values({ inboxId: inbox.id, roomId, customerId: customer.id, createdAt: now, updatedAt: now, waitingSince: now })
    const opened = { id: inserted.insertId, inboxId: inbox.id }
    await recordCaseEvent(tx, opened, { kind: 'opened', actorId: customer.id })
    return { id: opened.id, inboxRev: await reviseInbox(tx, inbox.roomId) }
  })
  const found = await requireOwnCase(customer.id, id)
  const room = await getRoom(customer.id, found.room.id)
  announceJoined(customer.id, room)
  await announceCase({ ...found, inbox: { roomId: inbox.roomId, rev: inboxRev }, shown: false })
  return { case: await withQueue(found), room }
}

/** With the place in the queue and the wait to expect, while nobody has answered. */
export async function withQueue(found: FoundCase): Promise<CustomerCase> {
  const { row } = found
  if (row.firstAnsweredAt || row.state === 'resolved') return toCustomerCase(found)
  const [position, expectedWaitSeconds] = await Promise.all([positionOf(row), expectedWait(row.inboxId)])
  return { ...toCustomerCase(found), position, ...(expectedWaitSeconds !== undefined && { expectedWaitSeconds }) }
}

async function insertRoom(tx: Queries, inbox: InboxRow, topic: string, now: Date): Promise<number> {
  const [inserted] = await tx.insert(rooms).values({
    kind: 'support', visibility: 'private', name: inbox.name, topic, memberCount: 1, createdAt: now, activeAt: now,
  })
  if (!inserted.insertId) throw new AppError('internal')
  return inserted.insertId
}

/** Among those of the inbox that nobody has answered. */
async function positionOf({ id, inboxId }: CaseRow): Promise<number> {
  const before = and(
    eq(supportCases.inboxId, inboxId), eq(supportCases.state, 'open'), isNull(supportCases.firstAnsweredAt),
    lte(supportCases.id, id),
  )
  const [row] = await chatDatabase().queries.select({ cases: count() }).from(supportCases).where(before)
  return Math.max(1, Number(row?.cases ?? 1))
}

/** The median of what the last customers waited. */
async function expectedWait(inboxId: number): Promise<number | undefined> {
  const { createdAt, firstAnsweredAt } = supportCases
  const rows = await chatDatabase().queries.select({ createdAt, firstAnsweredAt }).from(supportCases)
    .where(and(eq(supportCases.inboxId, inboxId), isNotNull(firstAnsweredAt)))
    .orderBy(desc(firstAnsweredAt), asc(supportCases.id)).limit(waits.atMost)
  if (rows.length < waits.atLeast) return undefined
  const seconds = rows.map(row => ((row.firstAnsweredAt?.getTime() ?? 0) - row.createdAt.getTime()) / 1000)
  return Math.round(seconds.sort((one, other) => one - other)[Math.floor(seconds.length / 2)] ?? 0)
}
