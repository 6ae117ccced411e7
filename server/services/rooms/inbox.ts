import { and, eq, or } from 'drizzle-orm'
import type { Inbox, InboxItem } from '#shared/protocol/inbox'
import type { InboxQuery } from '#shared/schemas/inbox'
import { messages } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { peopleOf, toMessage } from '../messages/messageHistory'
import { getProfiles } from '../users/profile'
import { findForAll, findNamed, findNewest, olderThan } from './inboxEntry'
import type { InboxEntry } from './inboxEntry'
import { getRooms } from './roomList'

/**
 * What concerns the caller, newest first: messages that mention them, read or not; the newest message of each direct
 * room; the newest message of each room with unread ones, but for rooms of which they want to hear nothing. A message
 * is there once.
 */
export async function listInbox(userId: number, { filter, limit, cursor }: InboxQuery): Promise<Inbox> {
  const older = olderThan(decodeNumbers('inbox', cursor, 3))
  const found = await Promise.all([
    ...(filter.includes('mentions') ? [findNamed(userId, older, limit + 1), findForAll(userId, older, limit + 1)] : []),
    ...(['directs', 'unread'] as const).filter(one => filter.includes(one))
      .map(one => findNewest(userId, one, older, limit + 1)),
  ])
  const entries = distinct(found.flat()).sort(byTime)
  const page = entries.slice(0, limit)
  const last = entries.length > limit ? page.at(-1) : undefined
  return {
    ...await show(userId, page),
    ...(last && { cursor: encodeNumbers('inbox', [last.createdAt.getTime(), last.roomId, last.seq]) }),
  }
}

/** Mentions come first in what was found, and unread rooms last. */
function distinct(entries: InboxEntry[]): InboxEntry[] {
  const byPlace = new Map<string, InboxEntry>()
  for (const entry of entries) {
    const place = `${entry.roomId}:${entry.seq}`
    if (!byPlace.has(place)) byPlace.set(place, entry)
  }
  return [...byPlace.values()]
}

function byTime(one: InboxEntry, other: InboxEntry): number {
  return other.createdAt.getTime() - one.createdAt.getTime() || other.roomId - one.roomId || other.seq - one.seq
}

/** What was deleted, or left, since it was found is not shown. */
async function show(userId: number, page: InboxEntry[]): Promise<Inbox> {
  if (page.length === 0) return { items: [], users: [] }
  const places = page.map(({ roomId, seq }) => and(eq(messages.roomId, roomId), eq(messages.seq, seq)))
  const [own, rows] = await Promise.all([
    getRooms(userId, [...new Set(page.map(entry => entry.roomId))]),
    chatDatabase().queries.select().from(messages).where(or(...places)),
  ])
  const byPlace = new Map(rows.map(row => [`${row.roomId}:${row.seq}`, toMessage(row)]))
  const items = page.flatMap(({ roomId, seq, reason }): InboxItem[] => {
    const [room, message] = [own.get(roomId), byPlace.get(`${roomId}:${seq}`)]
    return room && message ? [{ room, message, reason }] : []
  })
  const people = items.flatMap(({ message, room }) => [...peopleOf(message), ...peopleOfRoom(room)])
  return { items, users: [...(await getProfiles(people)).values()] }
}

function peopleOfRoom({ lastMessage }: InboxItem['room']): number[] {
  return lastMessage ? peopleOf(lastMessage) : []
}
