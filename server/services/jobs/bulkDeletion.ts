import type { Job } from '#shared/protocol/admin/adminJob'
import type { JobPreview } from '#shared/protocol/job'
import type { JobInput } from '#shared/schemas/admin/adminJob'
import { and, count, eq, isNull } from 'drizzle-orm'
import { messages, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { AppError } from '../../core/errors'
import type { Actor } from '../audit/audit'
import { batchSize, deleteBatch } from '../messages/messageDeletion'
import { boundFilter, storedFilter, toWire } from './deletionFilter'
import type { StoredFilter } from './deletionFilter'
import { assertCount, createJob } from './job'
import type { JobRow } from './job'
import { countChosen, countMessages } from '../messages/messageCount'
import { stepMessages } from '../messages/messageSearch'
import type { Position } from '../messages/messageSearch'

interface Params {
  messages?: { roomId: number, seq: number }[]
  filter?: StoredFilter
}

type Input = Extract<JobInput, { kind: 'message_deletion' }>

/** What a deletion would touch now. */
export async function previewDeletion({ messages: chosen, filter }: Input): Promise<JobPreview> {
  if (chosen) {
    await assertNoDirect(chosen.map(message => message.roomId))
    return countChosen(chosen)
  }
  const bounded = boundFilter(filter ?? {})
  if (bounded.room !== undefined) await assertNoDirect([bounded.room])
  return { ...await countMessages(bounded), filter: toWire(bounded) }
}

/**
 * Deletes the chosen messages, or all that a filter finds now, in the background. A filter needs the count of its
 * preview as confirmation (`confirmation_required` with the present figures); a list says itself what it touches.
 */
export async function deleteManyMessages(actor: Actor, input: Input): Promise<Job> {
  const preview = await previewDeletion(input)
  const { messages: chosen, confirm } = input
  assertCount(preview, chosen ? confirm ?? preview.count : confirm)
  if (chosen) return createJob(actor, { kind: 'message_deletion', params: { messages: chosen }, total: chosen.length })
  return createJob(actor, { kind: 'message_deletion', params: { filter: preview.filter }, total: preview.count })
}

/** Deletes everything that an account wrote in groups, and in the direct room whose other person has reported it. */
export async function wipeContent(actor: Actor, userId: number, reportedRoom: number): Promise<Job> {
  const [row] = await chatDatabase().queries.select({ messages: count() }).from(messages)
    .where(eq(messages.authorId, userId))
  return createJob(actor, {
    kind: 'content_wipe',
    params: { filter: { author: userId, reportedRoom } },
    total: Number(row?.messages ?? 0),
  })
}

/** A step of such a job. */
export async function deleteMessagesStep(job: JobRow): Promise<boolean> {
  const { messages: chosen, filter } = JSON.parse(job.params) as Params
  if (chosen) {
    job.affected += await deleteFound(chosen)
    job.done = chosen.length
    return false
  }
  const bounded = storedFilter(job.kind, filter ?? {})
  const from = parsePosition(job.position)
  const { found, next } = await stepMessages(bounded, from, batchSize)
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

async function assertNoDirect(roomIds: number[]): Promise<void> {
  for (const id of new Set(roomIds)) {
    const [room] = await chatDatabase().queries.select({ kind: rooms.kind }).from(rooms)
      .where(and(eq(rooms.id, id), isNull(rooms.deletedAt)))
    if (!room || room.kind !== 'group') throw new AppError('not_found')
  }
}
