import { and, eq } from 'drizzle-orm'
import { messages } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'

/**
 * The last place of a room that was written at or before a time, 0 when there is none. Places are dense and
 * follow time, so a binary search finds it with some twenty reads of one row, at any size of the room and
 * without an index on time.
 */
export async function seqAt(roomId: number, time: Date, lastSeq: number): Promise<number> {
  let low = 0
  let high = lastSeq
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const [row] = await chatDatabase().queries.select({ createdAt: messages.createdAt }).from(messages)
      .where(and(eq(messages.roomId, roomId), eq(messages.seq, middle)))
    if (row && row.createdAt <= time) low = middle
    else high = middle - 1
  }
  return low
}
