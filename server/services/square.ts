import { and, desc, eq, isNull } from 'drizzle-orm'
import type { SquareGlimpse } from '#shared/protocol'
import { messages } from '../../drizzle/chat/schema'
import { chatDatabase } from '../database/databases'
import { getProfiles } from './profile'
import { getSquareRow } from './room'

const glimpseMessages = 5

/** What anybody may see of the square: how many people there are and its last words, without ids. */
export async function glimpseSquare(online: (roomId: number) => number): Promise<SquareGlimpse> {
  const square = await getSquareRow()
  const rows = await chatDatabase().queries.select().from(messages)
    .where(and(eq(messages.roomId, square.id), isNull(messages.deletedAt))).orderBy(desc(messages.seq)).limit(glimpseMessages)
  const profiles = await getProfiles(rows.map(row => row.authorId))
  return {
    name: square.name ?? '',
    memberCount: square.memberCount,
    online: online(square.id),
    messages: rows.reverse().map(row => ({
      author: profiles.get(row.authorId)?.displayName ?? '',
      body: row.body ?? '',
      createdAt: row.createdAt.toISOString(),
    })),
  }
}
