import { and, eq, isNull } from 'drizzle-orm'
import type { Report } from '#shared/protocol/admin/adminReport'
import type { ReportDecisionInput } from '#shared/schemas/admin/adminReport'
import { reports } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import { recordAudit } from '../audit/audit'
import { findUser } from '../users/profile'
import { findReport, getReport } from '../moderation/report'
import type { ReportRow } from '../moderation/report'
import { enforceDecision } from './adminReportEnforcement'
import type { Admin } from './adminReportEnforcement'

/**
 * Decides about a reported message, once: of two admins the second gets a `conflict`. Every open report of the same
 * message is decided with it, and the kept copies of the text go. When what was decided cannot be done the reports are
 * open again. With a ban comes how many addresses are banned: none when no session of the account ended lately.
 */
export async function decideReport(
  actor: Admin, id: number, input: ReportDecisionInput,
): Promise<{ report: Report, bannedAddresses?: number }> {
  const row = await findReport(id)
  await assertPossible(row, input)
  const decided = await claim(actor, row, input)
  try {
    const bannedAddresses = await enforceDecision(actor, row, input)
    return { report: (await getReport(id)).report, ...(bannedAddresses !== undefined && { bannedAddresses }) }
  }
  catch (error) {
    await reopen(actor, decided)
    throw error
  }
}

async function assertPossible(row: ReportRow, { decision, note, hours }: ReportDecisionInput): Promise<void> {
  if (decision === 'warn' && !note) throw invalidField('note', 'required')
  if (decision === 'mute' && !hours) throw invalidField('hours', 'required')
  if (decision === 'dismiss' || decision === 'delete') return
  if (!await findUser(row.authorId)) throw new AppError('conflict')
}

/** Marks every open report of the message as decided, with the log entry of each. */
async function claim(
  actor: Admin, row: ReportRow, { decision, note, hours }: ReportDecisionInput,
): Promise<ReportRow[]> {
  const sameMessage = and(eq(reports.roomId, row.roomId), eq(reports.seq, row.seq), isNull(reports.decidedAt))
  return transaction(chatDatabase().pool, async (tx) => {
    const open = await tx.select().from(reports).where(sameMessage).for('update')
    if (!open.some(report => report.id === row.id)) throw new AppError('conflict')
    await tx.update(reports)
      .set({ decision, decidedBy: actor.id, decidedNote: note, decidedAt: new Date(), body: null })
      .where(sameMessage)
    for (const report of open) {
      await recordAudit(tx, 'chat', actor, {
        action: 'report.decided', target: ['report', report.id],
        before: { roomId: row.roomId, seq: row.seq, authorId: row.authorId, reason: report.reason, decision: null },
        after: { decision, note, ...(hours && { hours }) },
      })
    }
    return open
  })
}

async function reopen(actor: Admin, rows: ReportRow[]): Promise<void> {
  await transaction(chatDatabase().pool, async (tx) => {
    for (const { id, body } of rows) {
      await tx.update(reports)
        .set({ decision: null, decidedBy: null, decidedNote: null, decidedAt: null, body })
        .where(eq(reports.id, id))
      await recordAudit(tx, 'chat', actor, { action: 'report.reopened', target: ['report', id] })
    }
  })
}
