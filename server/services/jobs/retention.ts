import { and, asc, count, eq, gt, gte, isNull, lt, lte, min, sql } from 'drizzle-orm'
import { messages, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { batchSize, deleteBatch } from '../messages/messageDeletion'
import { boundOfDays, createJob, hasActiveJob } from './job'
import type { JobRow } from './job'
import { seqAt } from '../messages/messageTime'
import { currentSettings } from '../settings/policy'

const countedAtMost = 1_000_000
const plaza = { id: null, address: 'plaza' }

/** Queues a run of the retention when there is something for it to take. */
export async function scheduleRetention(): Promise<void> {
  const { retentionDays } = currentSettings()
  if (!retentionDays || retentionDays < 1 || await hasActiveJob('retention')) return
  const cutoff = new Date(Date.now() - retentionDays * 86_400_000)
  const total = await countOlder(cutoff)
  if (total > 0) await createJob(plaza, { kind: 'retention', params: { days: retentionDays, cutoff }, total })
}

/**
 * Takes a batch of messages older than the cutoff. `retained_seq` of each room says up to where that is done, and moves
 * on in the transaction of the batch, so that no run ever goes over tombstones again.
 */
export async function retentionStep(job: JobRow): Promise<boolean> {
  const { days, cutoff: queued } = JSON.parse(job.params) as { days?: number, cutoff?: string }
  const cutoff = boundOfDays(job, days, queued)
  const room = await nextRoom(Number(job.position) || 0)
  if (!room) {
    job.done = job.total
    return false
  }
  const bound = await seqAt(room.id, cutoff, room.lastSeq)
  const rows = room.retainedSeq >= bound ? [] : await nextPlaces(room.id, room.retainedSeq, bound)
  const last = rows.at(-1)?.seq
  if (last === undefined) {
    job.position = String(room.id)
    return true
  }
  job.affected += await deleteBatch(room.id, rows.filter(row => !row.deletedAt).map(row => row.seq), async (tx) => {
    await tx.update(rooms).set({ retainedSeq: last }).where(and(eq(rooms.id, room.id), lt(rooms.retainedSeq, last)))
  })
  if (rows.every(row => row.deletedAt)) {
    await chatDatabase().queries.update(rooms)
      .set({ retainedSeq: last })
      .where(and(eq(rooms.id, room.id), lt(rooms.retainedSeq, last)))
  }
  job.done = Math.min(job.total, job.done + rows.length)
  return true
}

/** The first room, from the present one on, that has places the retention has not been over. */
async function nextRoom(after: number) {
  const [room] = await chatDatabase().queries.select().from(rooms)
    .where(and(gt(rooms.id, after), isNull(rooms.deletedAt), gt(rooms.lastSeq, rooms.retainedSeq)))
    .orderBy(asc(rooms.id)).limit(1)
  return room
}

function nextPlaces(roomId: number, after: number, bound: number) {
  return chatDatabase().queries.select({ seq: messages.seq, deletedAt: messages.deletedAt }).from(messages)
    .where(and(eq(messages.roomId, roomId), gt(messages.seq, after), lte(messages.seq, bound)))
    .orderBy(asc(messages.seq)).limit(batchSize)
}

/**
 * How many messages the cutoff leaves behind, for the progress, at most a million: counted from the oldest that no run
 * has been over, so that what was taken before costs nothing. 0 when there is none.
 */
async function countOlder(cutoff: Date): Promise<number> {
  const { queries } = chatDatabase()
  const next = and(eq(messages.roomId, rooms.id), eq(messages.seq, sql`${rooms.retainedSeq} + 1`))
  const [oldest] = await queries.select({ at: min(messages.createdAt) }).from(rooms).innerJoin(messages, next)
    .where(and(isNull(rooms.deletedAt), lte(messages.createdAt, cutoff)))
  if (!oldest?.at) return 0
  const older = queries.select({ roomId: messages.roomId }).from(messages)
    .where(and(gte(messages.createdAt, oldest.at), lte(messages.createdAt, cutoff))).limit(countedAtMost).as('older')
  const [row] = await queries.select({ messages: count() }).from(older)
  return Number(row?.messages ?? 0)
}
