import { eq } from 'drizzle-orm'
import type { CustomerCase } from '#shared/protocol/supportCase'
import type { RatingInput } from '#shared/schemas/supportCase'
import { supportCases } from '../../../drizzle/chat/support'
import { AppError } from '../../core/errors'
import { changeRoom } from '../memberships/membership'
import { requireOwnCase, toCustomerCase } from './case'
import { lockCase } from './caseChange'
import { announceCase, recordCaseEvent, reviseInbox } from './caseEvent'
import { assertNotBlocked } from './blocked'

/** What a customer thinks of how a case went, once it is resolved (`conflict` before); giving it again replaces it. */
export async function rateCase(userId: number, caseId: number, { score, text }: RatingInput): Promise<CustomerCase> {
  const found = await requireOwnCase(userId, caseId)
  const { roomId } = found.inbox
  const change = await changeRoom(found.row.roomId, async (tx, room) => {
    const row = await lockCase(tx, caseId)
    await assertNotBlocked(userId, row.inboxId, tx)
    if (row.state !== 'resolved') throw new AppError('conflict')
    const fields = { rating: score, ratingText: text, ratedAt: new Date() }
    await tx.update(supportCases).set(fields).where(eq(supportCases.id, caseId))
    await recordCaseEvent(tx, row, { kind: 'rated', actorId: userId, before: row.rating, after: score })
    return { row: { ...row, ...fields }, room, shown: false, inbox: { roomId, rev: await reviseInbox(tx, roomId) } }
  })
  await announceCase(change)
  return toCustomerCase({ ...found, row: change.row })
}
