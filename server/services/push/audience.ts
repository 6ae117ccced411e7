import { and, between, desc, eq, isNull } from 'drizzle-orm'
import { messages } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { blockersOf } from '../memberships/blocks'
import { decodeMentions } from '../messages/mention'
import { doNotDisturbAmong } from '../users/presence'
import { findListeners } from './listener'
import type { Listener } from './listener'
import type { Span } from './span'
import { subscriptionsOf } from './subscriptionRow'
import type { SubscriptionRow } from './subscriptionRow'

interface MessageToPush { seq: number, authorId: number, body: string }

/** Somebody who is away, and the newest message of a room that they are to hear of. */
export interface Addressee extends Pick<Listener, 'userId' | 'roomId' | 'roomName' | 'isDirect' | 'isSupport'> {
  /** The first place that was looked at: should the message be deleted, one before it may be news. */
  firstSeq: number
  message: MessageToPush
  /** It mentions the person. */
  mentioned: boolean
  /** The person was connected to another node a moment ago: to be looked at again. */
  doubtful: boolean
  subscriptions: SubscriptionRow[]
}

/** Who of these people is active on a connection to this node, and who on another one, as of 15 s ago. */
export type FindConnected = (userIds: number[]) => Promise<{ here: Set<number>, elsewhere: Set<number> }>

interface News extends MessageToPush {
  mentions: Set<number>
  mentionsAll: boolean
  /** Who does not want to hear of the author. */
  blockers: Set<number>
}

/** Behind more new messages than this an older one is not looked for. */
const messagesAtMost = 50

/**
 * Who is to hear of new messages now: members (among `userIds`, if given) whose level asks for it, with a device, not
 * active on this node nor to be left alone, who have not read them and have not blocked their author. Messages that
 * were deleted, and one's own, are no news. Asked when messages are new and again right before each sending, as any of
 * it may have changed.
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
  const away = Map.groupBy(listeners.filter(({ userId }) => wanted.has(userId)), ({ roomId }) => roomId)
  const found: Addressee[] = []
  for (const span of spans) {
    const here = away.get(span.roomId) ?? []
    const news = here.length > 0 ? await loadNews(span) : []
    for (const listener of here) {
      const message = news.find(one => concerns(one, listener))
      if (!message) continue
      const { userId, roomId, roomName, isDirect, isSupport } = listener
      found.push({
        userId, roomId, roomName, isDirect, isSupport, message,
        firstSeq: span.firstSeq,
        mentioned: isMentioned(message, listener),
        doubtful: connected.elsewhere.has(userId),
        subscriptions: subscriptions.get(userId) ?? [],
      })
    }
  }
  return found
}

function concerns(message: News, listener: Listener): boolean {
  const { userId, readSeq, hearsAll } = listener
  if (message.seq <= readSeq || message.authorId === userId || message.blockers.has(userId)) return false
  return hearsAll || isMentioned(message, listener)
}

function isMentioned({ mentions, mentionsAll }: News, { userId }: Listener): boolean {
  return mentionsAll || mentions.has(userId)
}

/** The newest first. `@here` is for those who are there: nobody else is mentioned by it. */
async function loadNews({ roomId, firstSeq, lastSeq }: Span): Promise<News[]> {
  const { seq, authorId, body, mentions } = messages
  const rows = await chatDatabase().queries.select({ seq, authorId, body, mentions }).from(messages)
    .where(and(eq(messages.roomId, roomId), between(seq, firstSeq, lastSeq), isNull(messages.deletedAt)))
    .orderBy(desc(seq)).limit(messagesAtMost)
  return Promise.all(rows.map(async (row) => {
    const decoded = decodeMentions(row.mentions)
    return {
      seq: row.seq, authorId: row.authorId, body: row.body ?? '',
      mentions: new Set(decoded.mentions),
      mentionsAll: decoded.mentionsAll === 'everyone',
      blockers: await blockersOf(row.authorId),
    }
  }))
}
