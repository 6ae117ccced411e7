import { and, asc, count, eq, gt, gte, isNull, lt, max, min, notExists, or } from 'drizzle-orm'
import type { Job } from '#shared/protocol/admin/adminJob'
import type { JobPreview } from '#shared/protocol/job'
import { sessions, users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { AppError } from '../../core/errors'
import { eraseAccount } from '../accounts/account'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { assertCount, boundOfDays, createJob } from './job'
import type { JobRow } from './job'

const batch = 20

/** How many guests have not been here for so many days, and when the first and the last of them came. */
export async function previewTidy(days: number): Promise<JobPreview> {
  return countGuests(daysAgo(days))
}

/**
 * Deletes guests who have not been here for so many days, in the background; what they wrote stays. Needs the count of
 * its preview as confirmation (`confirmation_required` with the present figures).
 */
export async function tidyGuests(actor: Actor, days: number, confirm: number | undefined): Promise<Job> {
  const before = daysAgo(days)
  const preview = await countGuests(before)
  assertCount(preview, confirm)
  return createJob(actor, { kind: 'guest_tidy', params: { days, before }, total: preview.count })
}

export async function tidyGuestsStep(job: JobRow): Promise<boolean> {
  const { days, before: queued } = JSON.parse(job.params) as { days?: number, before?: string }
  const before = boundOfDays(job, days, queued)
  const rows = await identityDatabase().queries.select({ id: users.id, username: users.username }).from(users)
    .where(and(oldGuest(before), gt(users.id, Number(job.position) || 0))).orderBy(asc(users.id)).limit(batch)
  for (const { id, username } of rows) {
    const actor = { id: job.createdBy, address: 'job' }
    const erased = await eraseAccount(id, async (tx) => {
      // Looked at again while the account is held: who has claimed it or come back meanwhile stays.
      const [still] = await tx.select({ id: users.id }).from(users).where(and(oldGuest(before), eq(users.id, id)))
      if (!still) throw new AppError('not_found')
      await recordAudit(tx, 'identity', actor, {
        action: 'user.deleted',
        target: ['user', id],
        before: { username, kind: 'guest' },
        after: { job: job.id },
      })
    }, true).then(() => true, ignoreGone)
    if (erased) job.affected++
  }
  job.done = Math.min(job.total, job.done + rows.length)
  job.position = String(rows.at(-1)?.id ?? job.position)
  return rows.length === batch
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000)
}

async function countGuests(before: Date): Promise<JobPreview> {
  const { createdAt } = users
  const [row] = await identityDatabase()
    .queries.select({ guests: count(), oldest: min(createdAt), newest: max(createdAt) })
    .from(users)
    .where(oldGuest(before))
  return {
    count: Number(row?.guests ?? 0),
    groups: [],
    groupCount: 0,
    from: row?.oldest?.toISOString() ?? null,
    to: row?.newest?.toISOString() ?? null,
  }
}

function oldGuest(before: Date) {
  const alive = identityDatabase().queries.select({ id: sessions.id }).from(sessions)
    .where(and(eq(sessions.userId, users.id), or(isNull(sessions.seenAt), gte(sessions.seenAt, before))))
  return and(eq(users.kind, 'guest'), isNull(users.deletedAt), lt(users.createdAt, before), notExists(alive))
}

/** Deleted by somebody else in the meantime, or no old guest any more. */
function ignoreGone(error: unknown): false {
  if (!(error instanceof AppError && error.code === 'not_found')) throw error
  return false
}
