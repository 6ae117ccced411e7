import type { Job } from '#shared/admin'
import type { JobInput } from '#shared/adminSchemas'
import { and, count, eq, isNull } from 'drizzle-orm'
import { messages, rooms } from '../../drizzle/chat/schema'
import { chatDatabase } from '../database/databases'
import { AppError } from '../errors'
import type { Actor } from './audit'
import { batchSize, deleteBatch } from './bulkDeletion'
import { createJob } from './job'
import type { JobRow } from './job'
import { stepMessages } from './messageSearch'
import type { MessageFilter, Position } from './messageSearch'

interface Params {
  messages?: { roomId: number, seq: number }[]
  filter?: Omit<MessageFilter, 'from' | 'to'> & { from?: string, to?: string }
}

type Input = Extract<JobInput, { kind: 'message_deletion' }>

/** Deletes the chosen messages, or all that a filter finds now, in the background. */
export async function deleteManyMessages(actor: Actor, { messages: chosen, filter }: Input): Promise<Job> {
  if (chosen) {
    await assertNoDirect(chosen.map(message => message.roomId))
    return createJob(actor, { kind: 'message_deletion', params: { messages: chosen }, total: chosen.length })
  }
  if (filter?.room !== undefined) await assertNoDirect([filter.room])
  // What is written after this moment was not meant.
  const bounded = { ...filter, to: filter?.to ?? new Date() }
  return createJob(actor, { kind: 'message_deletion', params: { filter: bounded }, total: await estimate(bounded) })
}

/** Deletes everything that an account ever wrote, in direct rooms too. */
export async function wipeContent(actor: Actor, userId: number): Promise<Job> {
  const filter = { author: userId, everywhere: true }
  return createJob(actor, { kind: 'content_wipe', params: { filter }, total: await estimate(filter) })
}

/** A step of such a job. */
export async function deleteMessagesStep(job: JobRow): Promise<boolean> {
  const { messages: chosen, filter } = JSON.parse(job.params) as Params
  if (chosen) {
    job.affected += await deleteFound(chosen)
    job.done = chosen.length
    return false
  }
  const from = parsePosition(job.position)
  const dates = { from: filter?.from ? new Date(filter.from) : undefined, to: filter?.to ? new Date(filter.to) : undefined }
  const { found, next } = await stepMessages({ ...filter, ...dates }, from, batchSize)
  job.affected += await deleteFound(found)
  job.done = next ? Math.min(job.total, job.done + found.length) : job.total
  if (next) job.position = [next.createdAt, next.roomId, next.seq].join('.')
  return next !== undefined
}

/** Where the step before ended; what was deleted already is passed over when that is not known. */
function parsePosition(position: string): Position | undefined {
  const [createdAt, roomId, seq] = position.split('.').map(Number)
  return createdAt && roomId !== undefined && seq !== undefined ? { createdAt, roomId, seq } : undefined
}

async function deleteFound(found: { roomId: number, seq: number }[]): Promise<number> {
  let deleted = 0
  for (const [roomId, list] of Map.groupBy(found, message => message.roomId)) {
    for (let start = 0; start < list.length; start += batchSize) {
      deleted += await deleteBatch(roomId, list.slice(start, start + batchSize).map(message => message.seq))
    }
  }
  return deleted
}

/** How many messages will be looked at, for the progress: exact enough, and from an index alone. */
async function estimate({ room, author }: MessageFilter): Promise<number> {
  const { queries } = chatDatabase()
  if (author !== undefined) {
    const [row] = await queries.select({ messages: count() }).from(messages).where(eq(messages.authorId, author))
    return Number(row?.messages ?? 0)
  }
  if (room === undefined) return 0
  const [row] = await queries.select({ lastSeq: rooms.lastSeq }).from(rooms).where(eq(rooms.id, room))
  if (!row) throw new AppError('not_found')
  return row.lastSeq
}

async function assertNoDirect(roomIds: number[]): Promise<void> {
  for (const id of new Set(roomIds)) {
    const [room] = await chatDatabase().queries.select({ kind: rooms.kind }).from(rooms).where(and(eq(rooms.id, id), isNull(rooms.deletedAt)))
    if (!room || room.kind === 'direct') throw new AppError('not_found')
  }
}
