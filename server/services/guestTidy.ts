import { and, asc, count, eq, gt, gte, isNull, lt, notExists, or } from 'drizzle-orm'
import type { Job } from '#shared/admin'
import { sessions, users } from '../../drizzle/identity/schema'
import { identityDatabase } from '../database/databases'
import { AppError } from '../errors'
import { eraseAccount } from './account'
import { recordAudit } from './audit'
import type { Actor } from './audit'
import { createJob } from './job'
import type { JobRow } from './job'

const batch = 20

/** Deletes guests who have not been here for so many days, in the background; what they wrote stays. */
export async function tidyGuests(actor: Actor, days: number): Promise<Job> {
  const before = new Date(Date.now() - days * 86_400_000)
  const [row] = await identityDatabase().queries.select({ guests: count() }).from(users).where(oldGuest(before))
  return createJob(actor, { kind: 'guest_tidy', params: { days, before }, total: Number(row?.guests ?? 0) })
}

export async function tidyGuestsStep(job: JobRow): Promise<boolean> {
  const before = new Date((JSON.parse(job.params) as { before: string }).before)
  const rows = await identityDatabase().queries.select({ id: users.id, username: users.username }).from(users)
    .where(and(oldGuest(before), gt(users.id, Number(job.position) || 0))).orderBy(asc(users.id)).limit(batch)
  for (const { id, username } of rows) {
    const actor = { id: job.createdBy, address: 'job' }
    await eraseAccount(id, tx => recordAudit(tx, 'identity', actor, { action: 'user.deleted', target: ['user', id], before: { username, kind: 'guest' }, after: { job: job.id } }))
      .catch(ignoreGone)
    job.affected++
  }
  job.done = Math.min(job.total, job.done + rows.length)
  job.position = String(rows.at(-1)?.id ?? job.position)
  return rows.length === batch
}

function oldGuest(before: Date) {
  const alive = identityDatabase().queries.select({ id: sessions.id }).from(sessions).where(and(eq(sessions.userId, users.id), or(isNull(sessions.seenAt), gte(sessions.seenAt, before))))
  return and(eq(users.kind, 'guest'), isNull(users.deletedAt), lt(users.createdAt, before), notExists(alive))
}

/** Deleted by somebody else in the meantime. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof AppError && error.code === 'not_found')) throw error
}
