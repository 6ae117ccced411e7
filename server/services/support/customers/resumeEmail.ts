import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import { supportCases } from '../../../../drizzle/chat/support'
import { users } from '../../../../drizzle/identity/schema'
import { supportCustomers } from '../../../../drizzle/identity/support'
import { config } from '../../../core/config'
import { chatDatabase, identityDatabase } from '../../../database/databases'
import { brandName, writeEmail } from '../../mail/email'
import type { Email, Part } from '../../mail/email'
import type { MailRow } from '../../mail/mailQueue'
import { oneLine, say, shortened, unlinked } from '../../mail/mailText'
import { selectCases } from '../case'
import type { FoundCase } from '../case'
import { findInbox } from '../inbox'
import type { InboxRow } from '../inbox'
import { createResumeLink, soonMs } from './resumeToken'

/**
 * Everybody may give any address, so one may be that of several customers: those whom the team has answered, and of
 * these the last ones to write. Whoever opens cases with the address of somebody else does not push theirs out.
 */
const customersAtMost = 5
const lookedAt = 500

/** To the address as it was given with a case. */
export async function composeResume({ address, ref }: MailRow): Promise<Email | undefined> {
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
  return writeEmail({
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
