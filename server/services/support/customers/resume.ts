import type { CustomerCase } from '#shared/protocol/supportCase'
import type { User } from '#shared/protocol/user'
import { AppError } from '../../../core/errors'
import { identityDatabase } from '../../../database/databases'
import { transaction } from '../../../database/transaction'
import { queueMail } from '../../mail/mailQueue'
import { createSession } from '../../sessions/session'
import type { Device } from '../../sessions/session'
import { findUser } from '../../users/profile'
import { requireOwnCase, toCustomerCase } from '../case'
import { findInboxByKey, inboxFields } from '../inbox'
import type { InboxRow } from '../inbox'
import { customerTokenPrefix } from '../customer'
import { assertNotBlocked } from '../blocked'
import { createResumeLink, soonMs, useResumeToken } from './resumeToken'
import type { ResumeLink } from './resumeToken'

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
