import { and, eq } from 'drizzle-orm'
import type { EmailChange } from '#shared/schemas/user'
import type { User } from '#shared/protocol/user'
import { users } from '../../../drizzle/identity/schema'
import { AppError, invalidField } from '../../core/errors'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { brandName, writeEmail } from '../mail/email'
import type { Email } from '../mail/email'
import { queueMail } from '../mail/mailQueue'
import type { MailRow } from '../mail/mailQueue'
import { say, unlinked } from '../mail/mailText'
import { verifyPassword } from '../users/password'
import { findUser, toUser } from '../users/profile'
import type { UserRow } from '../users/profile'
import { emailKey } from '../users/user'
import { refuseDuplicates } from '../users/username'
import { endVerifications, queueVerification } from './emailVerification'
import { endPasswordResets } from './passwordReset'

/**
 * Gives the own account another address, which is not verified until its link is used. A wrong password is `invalid`;
 * `email_taken` when another account has it, `forbidden` for guests.
 */
export async function changeEmail(userId: number, { email, currentPassword }: EmailChange): Promise<User> {
  const user = await findUser(userId)
  const before = user?.passwordHash
  if (!before) throw new AppError('forbidden')
  if (!await verifyPassword(currentPassword, before)) throw invalidField('currentPassword', 'wrong_password')
  return refuseDuplicates(() => transaction(identityDatabase().pool, async (tx) => {
    const [row] = await tx.select().from(users)
      .where(and(eq(users.id, userId), eq(users.passwordHash, before))).for('update')
    if (!row || row.deletedAt) throw new AppError('conflict')
    if (row.email === email) return toUser(row)
    const changed = addressColumns(row, email)
    await tx.update(users).set(changed).where(eq(users.id, userId))
    await addressChanged(tx, row, email)
    return toUser({ ...row, ...changed })
  }))
}

/** Another way to write the same address is as verified as it was. */
export function addressColumns(row: UserRow, email: string): Pick<UserRow, 'email' | 'emailKey' | 'emailVerifiedAt'> {
  const key = emailKey(email)
  return { email, emailKey: key, emailVerifiedAt: key === row.emailKey ? row.emailVerifiedAt : null }
}

/** In the transaction of the change: links that went to the old address are void, and it is told. */
export async function addressChanged(tx: Queries, before: UserRow, email: string): Promise<void> {
  if (emailKey(email) === before.emailKey) return
  await endVerifications(tx, before.id)
  await endPasswordResets(tx, before.id)
  await queueVerification(tx, { id: before.id, email })
  if (before.email && before.emailVerifiedAt) {
    await queueMail(tx, { kind: 'notice', userId: before.id, address: before.email })
  }
}

/** For the address that an account had. */
export async function composeNotice({ userId, address }: MailRow): Promise<Email | undefined> {
  const user = await findUser(userId ?? 0)
  if (!user || user.emailKey === emailKey(address)) return undefined
  return writeEmail({
    to: address,
    subject: say('notice.subject'),
    parts: [
      { text: say('notice.why', { name: unlinked(user.username), brand: brandName() }) },
      { text: say('notice.stranger', { brand: brandName() }) },
    ],
  })
}
