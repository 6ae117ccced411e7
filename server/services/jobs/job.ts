import { and, count, desc, eq, inArray, lt, or } from 'drizzle-orm'
import type { Job, JobKind } from '#shared/protocol/admin/adminJob'
import type { JobPreview } from '#shared/protocol/job'
import type { ListQuery } from '#shared/schemas/common'
import { jobs } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import { bus } from '../../bus/bus'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'

export type JobRow = typeof jobs.$inferSelect

/** After this long without a sign of life a job may be taken over. */
const leaseMs = 30_000
const waitingAtMost = 50
const dayMs = 86_400_000
/** Between a bound and the row of its job: counting, and clocks of two machines. */
const slackMs = 60_000

interface NewJob {
  kind: JobKind
  params: object
  total: number
}

/** Puts long work in the queue; some node begins within 2 s. `also` is committed with it. */
export async function createJob(
  actor: Actor, { kind, params, total }: NewJob, also?: (tx: Queries, id: number) => Promise<void>,
): Promise<Job> {
  const now = new Date()
  const row = await transaction(chatDatabase().pool, async (tx) => {
    const [waiting] = await tx.select({ jobs: count() }).from(jobs).where(inArray(jobs.state, ['waiting', 'running']))
    if (Number(waiting?.jobs) >= waitingAtMost) throw new AppError('busy', { retryAfter: 30 })
    const [inserted] = await tx.insert(jobs).values({
      kind,
      params: JSON.stringify(params),
      state: 'waiting',
      total,
      createdBy: actor.id,
      createdAt: now,
      updatedAt: now,
    })
    await recordAudit(tx, 'chat', actor, {
      action: 'job.created',
      target: ['job', inserted.insertId],
      after: { kind, ...params, total },
    })
    await also?.(tx, inserted.insertId)
    return findJob(tx, inserted.insertId)
  })
  bus.publish({ kind: 'job.waiting' })
  return toJob(row)
}

/**
 * Throws `confirmation_required` with the present figures unless the count that came with the job is
 * that of its preview.
 */
export function assertCount(preview: JobPreview, confirm: number | undefined): void {
  if (confirm !== preview.count) throw new AppError('confirmation_required', { preview })
}

/**
 * The time up to which a queued job deletes. Checked again when it is carried out: anything later would
 * take what is to be kept.
 */
export function boundOfDays({ createdAt }: JobRow, days = 0, bound = ''): Date {
  const age = createdAt.getTime() - new Date(bound).getTime()
  if (!(days >= 1 && age >= dayMs - slackMs)) throw invalidField('days', 'narrow')
  return new Date(bound)
}

export async function getJob(id: number): Promise<Job> {
  return toJob(await findJob(chatDatabase().queries, id))
}

/** Newest first. */
export async function listJobs(list: Pick<ListQuery, 'limit' | 'cursor'>): Promise<{ jobs: Job[], cursor?: string }> {
  const [before] = decodeNumbers('jobs', list.cursor, 1) ?? []
  const rows = await chatDatabase().queries.select().from(jobs)
    .where(before === undefined ? undefined : lt(jobs.id, before)).orderBy(desc(jobs.id)).limit(list.limit + 1)
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return { jobs: page.map(toJob), ...(last && { cursor: encodeNumbers('jobs', [last.id]) }) }
}

/** Stops a job after the batch that is under way; what is done stays done. */
export async function cancelJob(actor: Actor, id: number): Promise<void> {
  await transaction(chatDatabase().pool, async (tx) => {
    const row = await findJob(tx, id)
    const [changed] = await tx.update(jobs).set({ state: 'cancelled', updatedAt: new Date() })
      .where(and(eq(jobs.id, id), inArray(jobs.state, ['waiting', 'running'])))
    if (changed.affectedRows === 0) return
    await recordAudit(tx, 'chat', actor, {
      action: 'job.cancelled',
      target: ['job', id],
      before: { state: row.state, done: row.done },
      after: { state: 'cancelled' },
    })
  })
}

export async function hasActiveJob(kind: JobKind): Promise<boolean> {
  const [row] = await chatDatabase().queries.select({ id: jobs.id }).from(jobs)
    .where(and(inArray(jobs.state, ['waiting', 'running']), eq(jobs.kind, kind))).limit(1)
  return row !== undefined
}

/** Takes the next job that waits or was left behind; of two nodes that ask at once each gets another one. */
export async function claimJob(): Promise<JobRow | undefined> {
  const now = new Date()
  const free = or(eq(jobs.state, 'waiting'), and(eq(jobs.state, 'running'), lt(jobs.leaseUntil, now)))
  // Mostly there is none: a locking read would hold up whoever adds one, and it takes three statements.
  const [any] = await chatDatabase().queries.select({ id: jobs.id }).from(jobs).where(free).limit(1)
  if (!any) return undefined
  return transaction(chatDatabase().pool, async (tx) => {
    const [row] = await tx.select().from(jobs)
      .where(free)
      .orderBy(jobs.id).limit(1).for('update', { skipLocked: true })
    if (row) {
      await tx.update(jobs)
        .set({ state: 'running', leaseUntil: new Date(now.getTime() + leaseMs), updatedAt: now })
        .where(eq(jobs.id, row.id))
    }
    return row
  })
}

/** Writes down how far the job is and keeps the lease; false when it was cancelled. */
export async function advanceJob(row: JobRow, state: 'running' | 'done' | 'failed'): Promise<boolean> {
  const now = new Date()
  const { done, affected, position, total } = row
  const [result] = await chatDatabase().queries.update(jobs)
    .set({ state, done, affected, position, total, leaseUntil: new Date(now.getTime() + leaseMs), updatedAt: now })
    .where(and(eq(jobs.id, row.id), eq(jobs.state, 'running')))
  if (result.affectedRows > 0) return true
  // Cancelled in the middle of a batch, which was done all the same.
  await chatDatabase().queries.update(jobs)
    .set({ done, affected, position })
    .where(and(eq(jobs.id, row.id), eq(jobs.state, 'cancelled')))
  return false
}

async function findJob(queries: Queries, id: number): Promise<JobRow> {
  const [row] = await queries.select().from(jobs).where(eq(jobs.id, id))
  if (!row) throw new AppError('not_found')
  return row
}

function toJob(row: JobRow): Job {
  const { id, kind, state, total, done, affected } = row
  return {
    id, kind, state, total, done, affected,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
