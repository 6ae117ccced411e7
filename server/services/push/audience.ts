import { and, between, desc, eq, inArray, isNull, lte, ne, or, sql } from 'drizzle-orm'
import { limits } from '#shared/limits'
import { memberships, messages, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { doNotDisturbAmong } from '../users/presence'
import { subscriptionsOf } from './subscriptionRow'
import type { SubscriptionRow } from './subscriptionRow'

/** Messages of a room, from one place to another. */
export interface Span { roomId: number, firstSeq: number, lastSeq: number }

export interface MessageToPush { seq: number, authorId: number, body: string }

/** Somebody who is away, and the newest message of a room that they are to hear of. */
export interface Addressee {
  userId: number
  roomId: number
  /** Null for a direct room. */
  roomName: string | null
  isDirect: boolean
  /** The first place that was looked at: should the message be deleted, one before it may be news. */
  firstSeq: number
  message: MessageToPush
  /** The person was connected to another node a moment ago: to be looked at again. */
  doubtful: boolean
  subscriptions: SubscriptionRow[]
}

/** Who of these people is active on a connection to this node, and who on another one, as of 15 s ago. */
export type FindConnected = (userIds: number[]) => Promise<{ here: Set<number>, elsewhere: Set<number> }>

interface Listener {
  userId: number
  roomId: number
  readSeq: number
  roomName: string | null
  isDirect: boolean
}

/** Behind more new messages than this an older one is not looked for. */
const messagesAtMost = 50

/**
 * Who is to hear of new messages now: members (among `userIds`, if given) whose level asks for it, with a device, not
 * active on this node nor to be left alone, and who have not read them. Messages that were deleted, and one's own, are
 * no news. Asked when messages are new and again right before each sending, as any of it may have changed.
 */
export async function findAddressees(
  spans: Span[], findConnected: FindConnected, userIds?: number[],
): Promise<Addressee[]> {
  const listeners = await findListeners(spans, userIds)
  const people = [...new Set(listeners.map(({ userId }) => userId))]
  const subscriptions = await subscriptionsOf(people)
  const owners = [...subscriptions.keys()]
  const [connected, quiet] = await Promise.all([findConnected(owners), doNotDisturbAmong(owners)])
  const wanted = new Set(owners.filter(userId => !connected.here.has(userId) && !quiet.has(userId)))
  const away = listeners.filter(({ userId }) => wanted.has(userId))
  const found: Addressee[] = []
  for (const span of spans) {
    const here = away.filter(({ roomId }) => roomId === span.roomId)
    if (here.length === 0) continue
    const news = await loadMessages(span)
    for (const { readSeq, ...listener } of here) {
      const message = news.find(({ seq, authorId }) => seq > readSeq && authorId !== listener.userId)
      if (!message) continue
      const { firstSeq } = span
      const doubtful = connected.elsewhere.has(listener.userId)
      found.push({ ...listener, firstSeq, message, doubtful, subscriptions: subscriptions.get(listener.userId) ?? [] })
    }
  }
  return found
}

/**
 * Members whose level is `all`. In a busy room, that is an open or a large one, only who has chosen it: as the default
 * it would mean a push for each word of a crowd.
 */
async function findListeners(spans: Span[], userIds?: number[]): Promise<Listener[]> {
  if (spans.length === 0 || userIds?.length === 0) return []
  const isCalm = and(ne(rooms.visibility, 'open'), lte(rooms.memberCount, limits.busyMembers))
  const rows = await chatDatabase().queries
    .select({
      userId: memberships.userId, roomId: memberships.roomId, readSeq: memberships.readSeq,
      name: rooms.name, kind: rooms.kind,
    })
    .from(memberships).innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(
      inArray(memberships.roomId, spans.map(({ roomId }) => roomId)),
      userIds && inArray(memberships.userId, userIds),
      isNull(rooms.deletedAt),
      sql`${memberships.readSeq} < ${rooms.lastSeq}`,
      eq(memberships.notification, 'all'),
      or(eq(memberships.notificationChosen, true), isCalm),
    ))
  return rows.map(({ name, kind, ...row }) => {
    const isDirect = kind === 'direct'
    return { ...row, isDirect, roomName: isDirect ? null : name ?? '' }
  })
}

/** The newest first. */
async function loadMessages({ roomId, firstSeq, lastSeq }: Span): Promise<MessageToPush[]> {
  const rows = await chatDatabase().queries
    .select({ seq: messages.seq, authorId: messages.authorId, body: messages.body }).from(messages)
    .where(and(eq(messages.roomId, roomId), between(messages.seq, firstSeq, lastSeq), isNull(messages.deletedAt)))
    .orderBy(desc(messages.seq)).limit(messagesAtMost)
  return rows.map(row => ({ ...row, body: row.body ?? '' }))
}
