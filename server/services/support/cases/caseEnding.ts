import type { CustomerCase } from '#shared/protocol/supportCase'
import { changeRoom } from '../../memberships/membership'
import { requireOwnCase, toCustomerCase } from '../case'
import { lockCase, writeCase } from '../caseChange'
import { stateFields } from '../caseState'
import { announceCase, recordCaseEvent } from '../caseEvent'
import type { CaseChange } from '../caseEvent'
import { takeInWritten } from './caseFeed'
import { assertNotBlocked } from '../blocked'

/**
 * Its customer has nothing more to ask: the case is resolved, and opens again when they write. Idempotent. What they
 * wrote right before does not open it again, and what was taken for spam stays so.
 */
export async function endCase(userId: number, caseId: number): Promise<CustomerCase> {
  const found = await requireOwnCase(userId, caseId)
  const change = await changeRoom(found.row.roomId, async (tx, room): Promise<CaseChange | undefined> => {
    const row = await lockCase(tx, caseId)
    await assertNotBlocked(userId, row.inboxId, tx)
    if (row.state === 'resolved' || row.state === 'spam') return undefined
    const written = await takeInWritten(tx, { ...found, row }, room.lastSeq)
    const before = written.state ?? row.state
    await recordCaseEvent(tx, row, { kind: 'state', actorId: userId, before, after: 'resolved' })
    return writeCase(tx, { ...found, row, room }, { ...written, ...stateFields('resolved'), updatedAt: new Date() })
  })
  if (change) await announceCase(change)
  return toCustomerCase({ ...found, row: change?.row ?? found.row })
}
