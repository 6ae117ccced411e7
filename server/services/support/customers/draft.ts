import { and, eq, inArray } from 'drizzle-orm'
import { supportBlocks, supportCases, supportInboxes } from '../../../../drizzle/chat/support'
import { bus } from '../../../bus/bus'
import { AppError } from '../../../core/errors'
import { createBatcher } from '../../../database/batcher'
import { chatDatabase } from '../../../database/databases'

/**
 * What a customer has typed and not sent, to the agents who follow the case and to nobody else; it is stored nowhere.
 * `not_found` for everybody but the customer, `feature_off` where the inbox does not show it, `forbidden` for who is
 * blocked in it.
 */
export async function publishDraft(userId: number, roomId: number, text: string): Promise<void> {
  const found = await findCaseOf(roomId)
  if (found?.customerId !== userId) throw new AppError('not_found')
  if (!found.typingPreview) throw new AppError('feature_off')
  if (found.blockedId !== null) throw new AppError('forbidden', { detail: 'blocked' })
  const { caseId } = found
  bus.publish({ kind: 'room', roomId, exceptUserId: userId, events: [{ type: 'case.draft', caseId, text }] })
}

const findCaseOf = createBatcher(async (roomIds: number[]) => {
  const { id: caseId, inboxId, customerId, roomId } = supportCases
  const { typingPreview } = supportInboxes
  const blocked = and(eq(supportBlocks.inboxId, inboxId), eq(supportBlocks.userId, customerId))
  const rows = await chatDatabase().queries
    .select({ caseId, customerId, roomId, typingPreview, blockedId: supportBlocks.userId }).from(supportCases)
    .innerJoin(supportInboxes, eq(supportInboxes.id, inboxId)).leftJoin(supportBlocks, blocked)
    .where(inArray(roomId, roomIds))
  return new Map(rows.map(row => [row.roomId, row]))
})
