import { AppError } from '../../core/errors'
import type { Queries } from '../../database/transaction'
import { changeRoom } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import type { CaseRow, FoundCase } from './case'
import { lockCase, writeCase } from './caseChange'
import { announceCase } from './caseEvent'
import type { CaseChange } from './caseEvent'
import { announceFollowing } from './caseWatch'
import type { Following } from './caseWatch'

/** What becomes of a case, and who follows it from then on. */
interface Decision {
  fields: Partial<CaseRow>
  following?: Following
}

type Decide = (tx: Queries, row: CaseRow, held: RoomRow) => Promise<Decision | undefined>

/** By Plaza itself, and by one node alone: it is looked at again under the lock. False when nothing was to be done. */
export async function decideCase(found: FoundCase, decide: Decide): Promise<boolean> {
  const done = await changeRoom(found.row.roomId, async (tx, held) => {
    const row = await lockCase(tx, found.row.id)
    const decision = await decide(tx, row, held)
    if (!decision) return undefined
    const { fields, following } = decision
    const change: CaseChange = await writeCase(tx, { ...found, row, room: following?.room ?? held }, fields)
    return { change, following }
  }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  })
  if (!done) return false
  if (done.following) await announceFollowing(done.following)
  await announceCase(done.change)
  return true
}
