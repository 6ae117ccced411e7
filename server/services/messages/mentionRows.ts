import { and, eq, exists, gt, inArray, lte, ne, or } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { limits } from '#shared/limits'
import type { Room } from '#shared/protocol/room'
import { blocks, mentions } from '../../../drizzle/chat/schema'
import { createBatcher } from '../../database/batcher'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import type { MembershipRow } from '../memberships/membership'

type UnreadMentions = Pick<Room, 'mentions' | 'mentionSeqs'>
type MentionRow = typeof mentions.$inferSelect
type Reader = Pick<MembershipRow, 'userId' | 'roomId' | 'readSeq'>

/** The user of the rows that mention everybody. */
export const everybody = 0

/** Words to everybody are none to who had blocked their author by then. */
export function fromBlocked(userId: number): SQL {
  const blocked = and(
    eq(blocks.userId, userId), eq(blocks.blockedId, mentions.authorId), lte(blocks.createdAt, mentions.createdAt),
  )
  return exists(chatDatabase().queries.select({ id: blocks.blockedId }).from(blocks).where(blocked))
}

/**
 * How many unread messages of a room mention the reader or everybody, without their own and deleted ones, and where
 * they are: by position alone. Bounded: what lies thousands of messages back is not counted.
 */
export async function unreadMentions({ userId, roomId, readSeq }: Reader, lastSeq: number): Promise<UnreadMentions> {
  const from = Math.max(readSeq, lastSeq - limits.unreadMentions.messages)
  if (from >= lastSeq) return { mentions: 0 }
  const seqs = await findUnread(`${userId}:${roomId}:${from}:${lastSeq}`) ?? []
  if (seqs.length === 0) return { mentions: 0 }
  return { mentions: seqs.length, mentionSeqs: seqs.slice(-limits.unreadMentions.places) }
}

/** What is kept of these messages' mentions goes with their bodies. */
export async function forgetMentions(tx: Queries, roomId: number, which: SQL | undefined): Promise<void> {
  await tx.delete(mentions).where(and(eq(mentions.roomId, roomId), which))
}

/** What is kept of a person goes with the account. */
export async function forgetMentionsOf(userId: number): Promise<void> {
  await chatDatabase().queries.delete(mentions).where(eq(mentions.userId, userId))
}

/** All that is asked at once in one query: ranges of the primary key are read as such, however many there are. */
const findUnread = createBatcher(async (keys: string[]): Promise<Map<string, number[]>> => {
  const asked = keys.map((key) => {
    const [userId = 0, roomId = 0, from = 0, to = 0] = key.split(':').map(Number)
    return { key, userId, roomId, from, to }
  })
  const ranges = asked.flatMap(({ userId, roomId, from, to }) => [userId, everybody].map(mentioned => and(
    eq(mentions.userId, mentioned), eq(mentions.roomId, roomId), gt(mentions.seq, from), lte(mentions.seq, to),
    ne(mentions.authorId, userId),
  )))
  const rows = await chatDatabase().queries.select().from(mentions).where(or(...ranges))
  const isBlocked = await findBlocked(asked.map(one => one.userId), rows.filter(row => row.userId === everybody))
  const byRoom = Map.groupBy(rows, row => row.roomId)
  return new Map(asked.map(({ key, userId, roomId, from, to }) => {
    const own = byRoom.get(roomId)?.filter(row =>
      (row.userId === userId || (row.userId === everybody && !isBlocked(userId, row)))
      && row.authorId !== userId && row.seq > from && row.seq <= to,
    ) ?? []
    return [key, [...new Set(own.map(row => row.seq))].sort((a, b) => a - b)]
  }))
}, 100)

/** As `fromBlocked`, of many readers and rows. */
async function findBlocked(
  readers: number[], rows: MentionRow[],
): Promise<(reader: number, row: MentionRow) => boolean> {
  if (rows.length === 0) return () => false
  const authors = rows.map(row => row.authorId)
  const found = await chatDatabase().queries.select().from(blocks)
    .where(and(inArray(blocks.userId, [...new Set(readers)]), inArray(blocks.blockedId, [...new Set(authors)])))
  const since = new Map(found.map(row => [`${row.userId}:${row.blockedId}`, row.createdAt]))
  return (reader, row) => {
    const at = since.get(`${reader}:${row.authorId}`)
    return at !== undefined && at <= row.createdAt
  }
}
