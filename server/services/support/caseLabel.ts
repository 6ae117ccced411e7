import { eq } from 'drizzle-orm'
import { supportCaseLabels } from '../../../drizzle/chat/support'
import type { Queries } from '../../database/transaction'
import { labelKeyOf, labelsOf } from './case'
import type { CaseRow } from './case'
import { recordCaseEvent } from './caseEvent'

/** True when they are others than before. */
export async function setLabels(tx: Queries, actorId: number, row: CaseRow, wanted?: string[]): Promise<boolean> {
  if (!wanted) return false
  const labels = new Map(wanted.map(label => [labelKeyOf(label), label]))
  const before = (await labelsOf([row.id], tx)).get(row.id) ?? []
  const after = [...labels.values()]
  if (before.toSorted().join('\n') === after.toSorted().join('\n')) return false
  await tx.delete(supportCaseLabels).where(eq(supportCaseLabels.caseId, row.id))
  const rows = [...labels].map(([labelKey, label]) => ({ caseId: row.id, label, labelKey }))
  if (rows.length > 0) await tx.insert(supportCaseLabels).values(rows)
  await recordCaseEvent(tx, row, { kind: 'labels', actorId, before, after })
  return true
}
