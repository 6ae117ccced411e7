import { and, asc, eq, gt, gte, isNull, ne } from 'drizzle-orm'
import { memberships, messages } from '../../../../drizzle/chat/schema'
import { supportCases } from '../../../../drizzle/chat/support'
import { config } from '../../../core/config'
import { chatDatabase } from '../../../database/databases'
import { writeEmail } from '../../mail/email'
import type { Email, Part } from '../../mail/email'
import type { MailRow } from '../../mail/mailQueue'
import { oneLine, say, shortened, unlinked } from '../../mail/mailText'
import { getProfiles } from '../../users/profile'
import { selectCases } from '../case'
import type { FoundCase } from '../case'
import { findBlocked } from '../blocked'
import { createResumeLink } from '../customers/resumeToken'
import { addressOf, stopTokenFor } from './answerMail'

/** So long the link of an answer works: people read e-mails the day after. */
const linkMs = 7 * 24 * 60 * 60_000
const shownAtMost = 10
const textAtMost = 1000

/** What is still unread, as it is now, with a link to go on; undefined when nothing is. */
export async function composeAnswer({ userId, address, since, ref }: MailRow): Promise<Email | undefined> {
  const { mail } = config()
  const [found] = await selectCases(chatDatabase().queries).where(eq(supportCases.id, ref ?? 0))
  if (!mail || !since || !userId || found?.row.customerId !== userId || found.inbox.deletedAt) return undefined
  if (await addressOf(userId) !== address) return undefined
  if ((await findBlocked([userId])).has(`${found.inbox.id}:${userId}`)) return undefined
  const unread = await findUnread(found, userId, since)
  if (unread.length === 0) return undefined
  const { inbox, room } = found
  const link = await createResumeLink(mail.origin, { userId, inbox, caseId: found.row.id, lifeMs: linkMs })
  const stop = `token=${stopTokenFor(userId)}`
  const name = oneLine(inbox.name)
  return writeEmail({
    to: address,
    subject: say(room.topic ? 'answer.about' : 'answer.subject', {
      inbox: name, topic: unlinked(shortened(room.topic, 60)),
    }),
    parts: [
      { text: say('answer.why', { inbox: name }) },
      ...await quotesOf(unread.slice(0, shownAtMost), link.url),
      ...(unread.length > shownAtMost ? [{ text: say('answer.more') }] : []),
      { link: link.url, label: say('answer.button') },
      { text: say('answer.until') },
    ],
    foot: [{ link: `${mail.origin}/unsubscribe?${stop}`, label: say('answer.unsubscribe') }],
    headers: {
      'List-Unsubscribe': `<${mail.origin}/api/unsubscribe?${stop}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  })
}

type Unread = Pick<typeof messages.$inferSelect, 'authorId' | 'body'>

async function findUnread({ row, room }: FoundCase, userId: number, since: Date): Promise<Unread[]> {
  const { queries } = chatDatabase()
  const [reader] = await queries.select({ readSeq: memberships.readSeq }).from(memberships)
    .where(and(eq(memberships.roomId, room.id), eq(memberships.userId, userId)))
  const { authorId, body, seq } = messages
  return queries.select({ authorId, body }).from(messages).where(and(
    eq(messages.roomId, room.id), gt(seq, reader?.readSeq ?? room.lastSeq), gte(messages.createdAt, since),
    ne(authorId, row.customerId), isNull(messages.deletedAt),
  )).orderBy(asc(seq)).limit(shownAtMost + 1)
}

async function quotesOf(unread: Unread[], link: string): Promise<Part[]> {
  const authors = await getProfiles(unread.map(({ authorId }) => authorId))
  return unread.map(({ authorId, body }) => ({
    by: oneLine(authors.get(authorId)?.displayName || say('deleted')), quote: shortened(body ?? '', textAtMost), link,
  }))
}
