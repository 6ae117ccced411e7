import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { mails } from '../../../../drizzle/identity/mail'
import { supportCustomers } from '../../../../drizzle/identity/support'
import { config } from '../../../core/config'
import { identityDatabase } from '../../../database/databases'
import { transaction } from '../../../database/transaction'
import { decodeNumbers, encodeNumbers } from '../../lists/cursor'
import { queueMail } from '../../mail/mailQueue'
import type { CaseRow } from '../case'

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

/** For the link in an answer that ends them. */
export function stopTokenFor(userId: number): string {
  return encodeNumbers(purpose, [userId])
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
export async function addressOf(userId: number): Promise<string | undefined> {
  const { queries } = identityDatabase()
  const [row] = await queries.select().from(supportCustomers).where(eq(supportCustomers.userId, userId))
  if (!row?.email) return undefined
  const [off] = await queries.select({ id: supportCustomers.userId }).from(supportCustomers).where(and(
    eq(supportCustomers.inboxId, row.inboxId), eq(supportCustomers.email, row.email),
    isNotNull(supportCustomers.mailOffAt),
  )).limit(1)
  return off ? undefined : row.email
}

function readToken(token: string): number[] {
  try {
    return decodeNumbers(purpose, token, 1) ?? []
  }
  catch {
    return []
  }
}
