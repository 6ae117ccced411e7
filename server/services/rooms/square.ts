import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import type { SquareGlimpse } from '#shared/protocol/room'
import { messages, rooms } from '../../../drizzle/chat/schema'
import { AppError } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import type { RoomRow } from '../memberships/membership'
import { getProfiles } from '../users/profile'
import { squareKey } from './roomSummary'

const glimpseMessages = 5
/** Where last words are looked for: behind more deleted messages than this the square has none to show. */
const glimpsePlaces = 200

/** What anybody may see of the square: how many people there are and its last words, without ids. */
export async function glimpseSquare(online: (roomId: number) => number): Promise<SquareGlimpse> {
  const square = await getSquareRow()
  const rows = await findLastWords(square)
  const profiles = await getProfiles(rows.map(row => row.authorId))
  return {
    name: square.name ?? '',
    memberCount: square.memberCount,
    online: online(square.id),
    messages: rows.reverse().map(row => ({
      author: profiles.get(row.authorId)?.displayName ?? '',
      avatarUrl: profiles.get(row.authorId)?.avatarUrl ?? null,
      body: row.body ?? '',
      createdAt: row.createdAt.toISOString(),
    })),
  }
}

/** Whether one of those last words is the person's. */
export async function isInGlimpse(userId: number): Promise<boolean> {
  return (await findLastWords(await getSquareRow())).some(row => row.authorId === userId)
}

async function findLastWords({ id, lastSeq }: RoomRow) {
  return chatDatabase().queries.select().from(messages)
    .where(and(eq(messages.roomId, id), gt(messages.seq, lastSeq - glimpsePlaces), isNull(messages.deletedAt)))
    .orderBy(desc(messages.seq)).limit(glimpseMessages)
}

/** The square, or `not_found` in a Plaza whose admin has none. */
export async function getSquareRow(): Promise<RoomRow> {
  const [room] = await chatDatabase().queries.select().from(rooms).where(eq(rooms.roomKey, squareKey))
  if (!room) throw new AppError('not_found')
  return room
}
