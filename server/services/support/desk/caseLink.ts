import { and, count, eq, inArray, or } from 'drizzle-orm'
import { limits } from '#shared/limits'
import type { SupportCase } from '#shared/protocol/supportCase'
import { supportCaseLinks } from '../../../../drizzle/chat/support'
import { AppError } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { transaction } from '../../../database/transaction'
import type { Queries } from '../../../database/transaction'
import { describeCases, requireCase } from '../case'
import type { CaseRow } from '../case'
import { lockCase } from '../caseChange'
import { announceCase, recordCaseEvent, reviseInbox } from '../caseEvent'
import type { CaseChange } from '../caseEvent'
import { isAgent } from '../caseWatch'

/**
 * Says that two cases of an inbox belong together. Nothing of either moves and its customer sees nothing of it.
 * `conflict` for a case of another inbox, which not all of the same agents may see. Idempotent.
 */
export async function linkCases(userId: number, caseId: number, otherId: number): Promise<SupportCase> {
  if (caseId === otherId) throw new AppError('conflict', { detail: 'same' })
  return changeLink(userId, [caseId, otherId], async (tx, linked) => {
    if (linked) return undefined
    for (const id of [caseId, otherId]) {
      const [row] = await tx.select({ links: count() }).from(supportCaseLinks).where(eq(supportCaseLinks.caseId, id))
      if ((row?.links ?? 0) >= limits.support.links) throw new AppError('conflict', { detail: 'too_many' })
    }
    await tx.insert(supportCaseLinks).values([{ caseId, otherId }, { caseId: otherId, otherId: caseId }])
    return 'linked'
  })
}

/** Idempotent. */
export async function unlinkCases(userId: number, caseId: number, otherId: number): Promise<SupportCase> {
  return changeLink(userId, [caseId, otherId], async (tx, linked) => {
    if (!linked) return undefined
    await tx.delete(supportCaseLinks).where(between(caseId, otherId))
    return 'unlinked'
  })
}

type Work = (tx: Queries, linked: boolean) => Promise<'linked' | 'unlinked' | undefined>

async function changeLink(userId: number, [caseId, otherId]: [number, number], work: Work): Promise<SupportCase> {
  const [one, other] = await Promise.all([requireCase(userId, caseId), requireCase(userId, otherId)])
  if (one.inbox.id !== other.inbox.id) throw new AppError('conflict', { detail: 'inbox' })
  const changes = await transaction(chatDatabase().pool, async (tx) => {
    // In the order of ids, as whoever else holds several.
    for (const id of [caseId, otherId].sort((a, b) => a - b)) await lockCase(tx, id)
    if (!await isAgent(tx, one.inbox, userId)) throw new AppError('not_found')
    const kind = await work(tx, await areLinked(tx, caseId, otherId))
    if (!kind) return []
    const record = (row: CaseRow, to: number) => recordCaseEvent(tx, row, {
      kind, actorId: userId, ...(kind === 'linked' ? { after: to } : { before: to }),
    })
    await record(one.row, otherId)
    await record(other.row, caseId)
    return [await revise(tx, userId, caseId), await revise(tx, userId, otherId)]
  })
  for (const change of changes) await announceCase(change)
  const [now] = await describeCases([await requireCase(userId, caseId)])
  if (!now) throw new AppError('not_found')
  return now
}

async function revise(tx: Queries, userId: number, caseId: number): Promise<CaseChange> {
  const { row, room, inbox: { roomId } } = await requireCase(userId, caseId, tx)
  return { row, room, shown: false, inbox: { roomId, rev: await reviseInbox(tx, roomId) } }
}

async function areLinked(tx: Queries, caseId: number, otherId: number): Promise<boolean> {
  const rows = await tx.select().from(supportCaseLinks).where(between(caseId, otherId))
  return rows.length > 0
}

function between(one: number, other: number) {
  const { caseId, otherId } = supportCaseLinks
  const [there, back] = [and(eq(caseId, one), eq(otherId, other)), and(eq(caseId, other), eq(otherId, one))]
  return and(inArray(caseId, [one, other]), or(there, back))
}
