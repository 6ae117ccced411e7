import { eq, inArray } from 'drizzle-orm'
import { supportCases, supportInboxes } from '../../../../drizzle/chat/support'
import { bus } from '../../../bus/bus'
import { AppError } from '../../../core/errors'
import { createBatcher } from '../../../database/batcher'
import { chatDatabase } from '../../../database/databases'

/**
 * What a customer has typed and not sent, to the agents who follow the case and to nobody else; it is stored nowhere.
 * `not_found` for everybody but the customer, `feature_off` where the inbox does not show it.
 */
export async function publishDraft(userId: number, roomId: number, text: string): Promise<void> {
  const found = await findCaseOf(roomId)
  if (found?.customerId !== userId) throw new AppError('not_found')
  if (!found.typingPreview) throw new AppError('feature_off')
  const { caseId } = found
  bus.publish({ kind: 'room', roomId, exceptUserId: userId, events: [{ type: 'case.draft', caseId, text }] })
}

const findCaseOf = createBatcher(async (roomIds: number[]) => {
  const { id: caseId, customerId, roomId } = supportCases
  const rows = await chatDatabase().queries
    .select({ caseId, customerId, roomId, typingPreview: supportInboxes.typingPreview }).from(supportCases)
    .innerJoin(supportInboxes, eq(supportInboxes.id, supportCases.inboxId)).where(inArray(roomId, roomIds))
  return new Map(rows.map(row => [row.roomId, row]))
})
