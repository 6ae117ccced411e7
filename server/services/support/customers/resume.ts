import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import type { CustomerCase } from '#shared/protocol/supportCase'
import type { User } from '#shared/protocol/user'
import { supportCases } from '../../../../drizzle/chat/support'
import { users } from '../../../../drizzle/identity/schema'
import { supportCustomers } from '../../../../drizzle/identity/support'
import { config } from '../../../core/config'
import { AppError } from '../../../core/errors'
import { chatDatabase, identityDatabase } from '../../../database/databases'
import { transaction } from '../../../database/transaction'
import { brandName, writeLetter } from '../../mail/letter'
import type { Letter, Part } from '../../mail/letter'
import { queueMail } from '../../mail/mailQueue'
import type { MailRow } from '../../mail/mailQueue'
import { oneLine, say, shortened, unlinked } from '../../mail/mailText'
import { createSession } from '../../sessions/session'
import type { Device } from '../../sessions/session'
import { findUser } from '../../users/profile'
import { requireOwnCase, selectCases, toCustomerCase } from '../case'
import type { FoundCase } from '../case'
import { findInbox, findInboxByKey, inboxFields } from '../inbox'
import type { InboxRow } from '../inbox'
import { customerTokenPrefix } from '../customer'
import { assertNotBlocked } from '../blocked'
import { createResumeLink, soonMs, useResumeToken } from './resumeToken'
import type { ResumeLink } from './resumeToken'

/**
 * Everybody may give any address, so one may be that of several customers: those whom the team has answered, and of
 * these the last ones to write. Whoever opens cases with the address of somebody else does not push theirs out.
 */
const customersAtMost = 5
const lookedAt = 500

/** For another device of a customer, to show as text or as a code; `not_found` for who has an account to log in to. */
export async function makeResumeLink(user: User, caseId: number, origin: string): Promise<ResumeLink> {
  const { inbox } = await requireOwnCase(user.id, caseId)
  if (user.kind !== 'customer') throw new AppError('not_found')
  return createResumeLink(origin, { userId: user.id, inbox, caseId, lifeMs: soonMs })
}

/**
 * Sends links to an address that has cases in this inbox. Whether it has is looked up when the e-mail is written, not
 * here: the answer, and the time it takes, are the same for every address. Nothing where no e-mail is sent.
 */
export async function askForResume(inbox: InboxRow, address: string): Promise<void> {
  await transaction(identityDatabase().pool, tx =>
    queueMail(tx, { kind: 'resume', userId: null, address, ref: inbox.id }))
}

/** To the address as it was given with a case. */
export async function composeResume({ address, ref }: MailRow): Promise<Letter | undefined> {
  const { mail } = config()
  const inbox = await findInbox(ref ?? 0).catch(() => undefined)
  if (!mail || !inbox) return undefined
  const cases = await lastCases(inbox, address)
  if (cases.length === 0) return undefined
  const links = await Promise.all(cases.map(async (found): Promise<Part> => {
    const { row: { id: caseId, customerId: userId, createdAt }, room: { topic } } = found
    const { url } = await createResumeLink(mail.origin, { userId, inbox, caseId, lifeMs: soonMs })
    const date = createdAt.toISOString().slice(0, 10)
    // Whoever opens a case may name an address of somebody else, and any topic.
    const label = say(topic ? 'resume.topic' : 'resume.case', {
      topic: unlinked(shortened(topic, 60)), id: caseId, date,
    })
    return { link: url, label }
  }))
  return writeLetter({
    to: address,
    subject: say('resume.subject', { inbox: oneLine(inbox.name) }),
    parts: [
      { text: say('resume.why', { inbox: oneLine(inbox.name), brand: brandName() }) },
      ...links,
      { text: say('resume.until') },
      { text: say('resume.stranger') },
    ],
  })
}

/**
 * A session for whoever holds a link, as the customer it was made for: with a token, which is returned once. A link is
 * good once, and on pages of Plaza and of the inbox's sites alone. `not_found` for one that is none.
 */
export async function redeemResume(
  token: string, { inboxKey, origin, device }: { inboxKey?: string, origin?: string, device: Device },
): Promise<{ token: string, case?: CustomerCase }> {
  const shown = inboxKey === undefined ? undefined : await findInboxByKey(inboxKey)
  if (origin && (!shown || !inboxFields(shown).sites.includes(origin))) {
    throw new AppError('forbidden', { detail: 'foreign_origin' })
  }
  const { userId, inboxId, caseId } = await useResumeToken(token, shown?.id)
  const user = await findUser(userId)
  if (!user || user.deletedAt || user.disabledAt) throw new AppError('not_found')
  await assertNotBlocked(userId, inboxId)
  const session = await createSession(userId, { ...device, confirmed: false })
  const found = caseId === null ? undefined : await requireOwnCase(userId, caseId).catch(() => undefined)
  return { token: customerTokenPrefix + session.token, ...(found && { case: toCustomerCase(found) }) }
}

/** The last case of each customer of the inbox who gave this address. */
async function lastCases(inbox: InboxRow, address: string): Promise<FoundCase[]> {
  const customers = await identityDatabase().queries.select({ id: users.id }).from(supportCustomers)
    .innerJoin(users, eq(users.id, supportCustomers.userId))
    .where(and(
      eq(supportCustomers.inboxId, inbox.id), eq(supportCustomers.email, address),
      isNull(users.deletedAt), isNull(users.disabledAt),
    ))
    .orderBy(desc(users.id)).limit(lookedAt)
  if (customers.length === 0) return []
  const found = await selectCases(chatDatabase().queries)
    .where(and(eq(supportCases.inboxId, inbox.id), inArray(supportCases.customerId, customers.map(({ id }) => id))))
    .orderBy(isNull(supportCases.firstAnsweredAt), desc(supportCases.updatedAt)).limit(lookedAt)
  const newest = [...Map.groupBy(found, ({ row }) => row.customerId).values()].flatMap(([first]) => first ?? [])
  return newest.slice(0, customersAtMost)
}
