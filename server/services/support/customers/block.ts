import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { User } from '#shared/protocol/user'
import { memberships } from '../../../../drizzle/chat/schema'
import { supportBlocks, supportCases, supportInboxes } from '../../../../drizzle/chat/support'
import { bus } from '../../../bus/bus'
import { AppError } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { transaction } from '../../../database/transaction'
import { changeRoom } from '../../memberships/membership'
import { findUser } from '../../users/profile'
import { lockCase } from '../caseChange'
import { announceCase, recordCaseEvent, reviseInbox } from '../caseEvent'
import type { CaseChange } from '../caseEvent'
import { lockRoom } from '../caseWatch'
import type { InboxRow } from '../inbox'

type CaseOfInbox = Pick<typeof supportCases.$inferSelect, 'id' | 'roomId'>

/** So many of their cases say in their timeline that it happened, the newest. */
const toldAtMost = 50

/**
 * Blocks somebody in every inbox of the agent's in which they have a case, or lets them in again; `not_found` where
 * there is none. Who is blocked opens no case and writes nothing; a customer's token is `forbidden` (`blocked`) from
 * then on, and their sockets end.
 */
export async function blockCustomer(agent: User, userId: number, blocked: boolean): Promise<void> {
  const inboxes = await sharedInboxes(agent.id, userId)
  if (inboxes.length === 0) throw new AppError('not_found')
  for (const inbox of inboxes) await setBlocked(agent, inbox, userId, blocked)
  const user = await findUser(userId)
  if (blocked && user?.kind === 'customer') bus.publish({ kind: 'user.sessionsEnded', userId })
}

async function sharedInboxes(agentId: number, userId: number): Promise<InboxRow[]> {
  const agent = and(eq(memberships.roomId, supportInboxes.roomId), eq(memberships.userId, agentId))
  const rows = await chatDatabase().queries.selectDistinct({ inbox: supportInboxes }).from(supportCases)
    .innerJoin(supportInboxes, eq(supportInboxes.id, supportCases.inboxId)).innerJoin(memberships, agent)
    .where(and(eq(supportCases.customerId, userId), isNull(supportInboxes.deletedAt)))
  return rows.map(({ inbox }) => inbox)
}

async function setBlocked(agent: User, inbox: InboxRow, userId: number, blocked: boolean): Promise<void> {
  const theirs = and(eq(supportBlocks.inboxId, inbox.id), eq(supportBlocks.userId, userId))
  const cases = await transaction(chatDatabase().pool, async (tx): Promise<CaseOfInbox[]> => {
    // Who is opening a case just now looks for a block while the inbox is held.
    await lockRoom(tx, inbox.roomId)
    const { id, roomId } = supportCases
    const found = await tx.select({ id, roomId }).from(supportCases)
      .where(and(eq(supportCases.inboxId, inbox.id), eq(supportCases.customerId, userId)))
    const [changed] = blocked
      ? await tx.insert(supportBlocks).ignore()
          .values({ inboxId: inbox.id, userId, blockedBy: agent.id, createdAt: new Date() })
      : await tx.delete(supportBlocks).where(theirs)
    if (changed.affectedRows === 0) return []
    await tx.update(memberships).set({ blocked })
      .where(and(eq(memberships.userId, userId), inArray(memberships.roomId, found.map(row => row.roomId))))
    return found
  })
  bus.publish({ kind: 'silence', userId, roomIds: cases.map(row => row.roomId), silent: blocked })
  for (const one of cases.slice(-toldAtMost)) await tell(agent, inbox, one, blocked)
}

/** In the timeline of a case, and to the agents of the inbox. */
async function tell(agent: User, inbox: InboxRow, { id, roomId }: CaseOfInbox, blocked: boolean): Promise<void> {
  const change = await changeRoom(roomId, async (tx, room): Promise<CaseChange> => {
    const row = await lockCase(tx, id)
    await recordCaseEvent(tx, row, { kind: 'blocked', actorId: agent.id, before: !blocked, after: blocked })
    return { row, room, shown: false, inbox: { roomId: inbox.roomId, rev: await reviseInbox(tx, inbox.roomId) } }
  })
  await announceCase(change)
}
