import { eq } from 'drizzle-orm'
import { rooms } from '../../../drizzle/chat/schema'
import type { Queries } from '../../database/transaction'

/** The key of the one room of two people. */
export function directKeyOf(userId: number, otherId: number): string {
  return `direct:${Math.min(userId, otherId)}:${Math.max(userId, otherId)}`
}

export async function findByKey(queries: Queries, roomKey: string): Promise<number | undefined> {
  const [row] = await queries.select({ id: rooms.id }).from(rooms).where(eq(rooms.roomKey, roomKey))
  return row?.id
}
