import type { ReportDecisionInput } from '#shared/schemas/admin/adminReport'
import { muteUser, updateAdminUser } from './adminUser'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { banAddresses } from '../moderation/ban'
import { deleteBatch } from '../messages/messageDeletion'
import { wipeContent } from '../jobs/bulkDeletion'
import type { ReportRow } from '../moderation/report'
import { addressesOf } from '../sessions/userSession'
import { warnUser } from '../moderation/warning'

export type Admin = Actor & { id: number }

/** Does to the author and the message what was decided; returns how many addresses a ban has met. */
export async function enforceDecision(
  actor: Admin, row: ReportRow, input: ReportDecisionInput,
): Promise<number | undefined> {
  const banned = await punish(actor, row, input)
  if (['delete', 'ban', 'wipe'].includes(input.decision)) await deleteReported(actor, row)
  return banned
}

/** Returns how many addresses a ban has met. */
async function punish(
  actor: Admin, row: ReportRow, { decision, note, hours }: ReportDecisionInput,
): Promise<number | undefined> {
  const until = hours ? new Date(Date.now() + hours * 3_600_000) : null
  if (decision === 'warn') await warnUser(actor, row.authorId, note)
  if (decision === 'mute' && until) await muteUser(actor, row.authorId, until)
  if (decision !== 'ban' && decision !== 'wipe') return undefined
  // The addresses are those of the sessions, which end with the account.
  const addresses = await addressesOf(row.authorId)
  await updateAdminUser(actor, row.authorId, { disabled: true })
  await banAddresses(actor, row.authorId, addresses, until)
  if (decision === 'wipe') await wipeContent(actor, row.authorId, row.roomId)
  return addresses.length
}

async function deleteReported(actor: Admin, { roomId, seq, authorId }: ReportRow): Promise<void> {
  await deleteBatch(roomId, [seq], tx =>
    recordAudit(tx, 'chat', actor, {
      action: 'message.deleted',
      target: ['message', seq],
      before: { roomId, seq, authorId, deleted: false },
      after: { roomId, seq, deleted: true },
    }),
  )
}
