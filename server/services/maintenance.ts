import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import { messages, rooms } from '../../drizzle/chat/schema'
import { chatDatabase } from '../database/databases'
import { describeError, log } from '../log'
import { completeDeletions } from './account'
import { scheduleRetention } from './retention'
import { deleteExpiredSessions } from './session'

const batch = 500

/** What nobody waits for: sessions that ended, deletions that were broken off, bodies of rooms that are gone. */
export async function runMaintenance(): Promise<void> {
  for (const job of [deleteExpiredSessions, completeDeletions, eraseDeletedRooms, scheduleRetention]) {
    await job().catch((error: unknown) => log.warn('maintenance', { job: job.name, ...describeError(error) }))
  }
}

/** Takes the bodies of deleted rooms in small batches; the places stay, so that a clientId stays used for ever. */
export async function eraseDeletedRooms(): Promise<void> {
  const { queries } = chatDatabase()
  for (;;) {
    const left = await queries.select({ roomId: messages.roomId, seq: messages.seq }).from(rooms)
      .innerJoin(messages, eq(messages.roomId, rooms.id))
      .where(and(isNotNull(rooms.deletedAt), isNull(messages.deletedAt))).limit(batch)
    const [first] = left
    if (!first) return
    const seqs = left.filter(row => row.roomId === first.roomId).map(row => row.seq)
    await queries.update(messages).set({ body: null, deletedAt: new Date() })
      .where(and(eq(messages.roomId, first.roomId), inArray(messages.seq, seqs)))
  }
}
