import { eq } from 'drizzle-orm'
import { limits } from '#shared/limits'
import type { RoomRead } from '#shared/protocol/room'
import { memberships } from '../../../drizzle/chat/schema'
import { bus } from '../../bus/bus'
import { describeError, log } from '../../core/log'
import { chatDatabase } from '../../database/databases'
import type { RoomRow } from '../memberships/membership'
import { readingSharersAmong } from '../users/presence'

const announceEveryMs = 1000

interface Reading extends RoomRead {
  roomId: number
}

/** What was read since the last announcement, by room and person. */
let waiting = new Map<string, Reading>()

/**
 * Publishes to the others of a small room how far a member has read: the latest position, at most once a second. Who
 * does not share it is asked for then, all in one query.
 */
export function announceSeen({ id: roomId, kind, memberCount }: RoomRow, userId: number, seq: number): void {
  if (!tellsSeen({ kind, memberCount })) return
  if (waiting.size === 0) setTimeout(() => void publish(), announceEveryMs)
  const key = `${roomId}:${userId}`
  waiting.set(key, { roomId, userId, seq: Math.max(seq, waiting.get(key)?.seq ?? 0) })
}

/**
 * How far the other members have read, of those who share it. Nothing in larger rooms, and nothing for who does not
 * share their own.
 */
export async function listReads(userId: number, room: RoomRow): Promise<RoomRead[]> {
  if (!tellsSeen(room)) return []
  const { readSeq: seq, blocked } = memberships
  const rows = await chatDatabase().queries.select({ userId: memberships.userId, seq, blocked })
    .from(memberships).where(eq(memberships.roomId, room.id)).orderBy(memberships.userId)
  if (rows.some(row => row.blocked)) return []
  const sharers = await readingSharersAmong(rows.map(row => row.userId))
  const others = rows.filter(row => row.userId !== userId && sharers.has(row.userId))
  return sharers.has(userId) ? others.map(row => ({ userId: row.userId, seq: row.seq })) : []
}

function tellsSeen({ kind, memberCount }: Pick<RoomRow, 'kind' | 'memberCount'>): boolean {
  return kind === 'direct' || (kind === 'group' && memberCount <= limits.seenMembers)
}

async function publish(): Promise<void> {
  const readings = [...waiting.values()]
  waiting = new Map()
  try {
    const sharers = await readingSharersAmong([...new Set(readings.map(reading => reading.userId))])
    for (const reading of readings) if (sharers.has(reading.userId)) bus.publish({ kind: 'room.seen', ...reading })
  }
  catch (error) {
    log.warn('seen', describeError(error))
  }
}
