import { and, asc, eq, gt, gte, isNotNull, isNull, ne } from 'drizzle-orm'
import { memberships, messages } from '../../../../drizzle/chat/schema'
import { supportCases } from '../../../../drizzle/chat/support'
import { mails } from '../../../../drizzle/identity/mail'
import { supportCustomers } from '../../../../drizzle/identity/support'
import { config } from '../../../core/config'
import { chatDatabase, identityDatabase } from '../../../database/databases'
import { transaction } from '../../../database/transaction'
import { decodeNumbers, encodeNumbers } from '../../lists/cursor'
import { writeLetter } from '../../mail/letter'
import type { Letter, Part } from '../../mail/letter'
import { queueMail } from '../../mail/mailQueue'
import type { MailRow } from '../../mail/mailQueue'
import { oneLine, say, shortened, unlinked } from '../../mail/mailText'
import { getProfiles } from '../../users/profile'
import { selectCases } from '../case'
import type { CaseRow, FoundCase } from '../case'
import { findBlocked } from '../blocked'
import { createResumeLink } from '../customers/resumeToken'

/** So long the link of an answer works: people read e-mails the day after. */
const linkMs = 7 * 24 * 60 * 60_000
const shownAtMost = 10
const textAtMost = 1000
const purpose = 'answers by e-mail'

/**
 * An answer goes by e-mail to a customer with an address who has not read it a while later. One that waits already says
 * everything that is unread when it goes, so that a case has one at a time.
 */
export async function queueAnswerMail({ id, customerId }: CaseRow, since: Date): Promise<void> {
  const { mail } = config()
  const address = mail && await addressOf(customerId)
  if (!mail || !address) return
  const { queries, pool } = identityDatabase()
  const [waiting] = await queries.select({ id: mails.id }).from(mails)
    .where(and(eq(mails.userId, customerId), eq(mails.kind, 'answer'), eq(mails.ref, id), eq(mails.attempts, 0)))
  if (waiting) return
  await transaction(pool, tx =>
    queueMail(tx, { kind: 'answer', userId: customerId, address, since, ref: id }, mail.answerAfterMs))
}

/** What is still unread, as it is now, with a link to go on; undefined when nothing is. */
export async function composeAnswer({ userId, address, since, ref }: MailRow): Promise<Letter | undefined> {
  const { mail } = config()
  const [found] = await selectCases(chatDatabase().queries).where(eq(supportCases.id, ref ?? 0))
  if (!mail || !since || !userId || found?.row.customerId !== userId || found.inbox.deletedAt) return undefined
  if (await addressOf(userId) !== address) return undefined
  if ((await findBlocked([userId])).has(`${found.inbox.id}:${userId}`)) return undefined
  const unread = await findUnread(found, userId, since)
  if (unread.length === 0) return undefined
  const { inbox, room } = found
  const link = await createResumeLink(mail.origin, { userId, inbox, caseId: found.row.id, lifeMs: linkMs })
  const stop = `token=${encodeNumbers(purpose, [userId])}`
  const name = oneLine(inbox.name)
  return writeLetter({
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

/** Ends answers by e-mail for the address that this one was sent to. False when it is no link of an answer. */
export async function stopAnswers(token: string): Promise<boolean> {
  const [userId] = readToken(token)
  if (userId === undefined) return false
  await identityDatabase().queries.update(supportCustomers).set({ mailOffAt: new Date() })
    .where(and(eq(supportCustomers.userId, userId), isNull(supportCustomers.mailOffAt)))
  return true
}

/** Where answers go: nowhere once any customer of the inbox with this address has said that it is enough. */
async function addressOf(userId: number): Promise<string | undefined> {
  const { queries } = identityDatabase()
  const [row] = await queries.select().from(supportCustomers).where(eq(supportCustomers.userId, userId))
  if (!row?.email) return undefined
  const [off] = await queries.select({ id: supportCustomers.userId }).from(supportCustomers).where(and(
    eq(supportCustomers.inboxId, row.inboxId), eq(supportCustomers.email, row.email),
    isNotNull(supportCustomers.mailOffAt),
  )).limit(1)
  return off ? undefined : row.email
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

function readToken(token: string): number[] {
  try {
    return decodeNumbers(purpose, token, 1) ?? []
  }
  catch {
    return []
  }
}
