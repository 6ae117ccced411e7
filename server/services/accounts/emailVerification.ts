import { randomBytes } from 'node:crypto'
import { and, eq, gt, isNull, lt } from 'drizzle-orm'
import type { User } from '#shared/protocol/user'
import { emailTokens } from '../../../drizzle/identity/mail'
import { users } from '../../../drizzle/identity/schema'
import { config } from '../../core/config'
import { AppError } from '../../core/errors'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { brandName, writeEmail } from '../mail/email'
import type { Email } from '../mail/email'
import { queueMail } from '../mail/mailQueue'
import type { MailRow } from '../mail/mailQueue'
import { say, unlinked } from '../mail/mailText'
import { tokenHash } from '../sessions/session'
import { emailKey } from '../users/user'
import { lockUser } from './adminGuard'

const hours = 24

/** In the transaction that gives an account its address: a link goes there, to prove whose it is. */
export async function queueVerification(tx: Queries, { id, email }: Pick<User, 'id' | 'email'>): Promise<void> {
  if (email) await queueMail(tx, { kind: 'verification', userId: id, address: email })
}

/** Sends the link again. `conflict` for an address that is verified, `feature_off` where no e-mail is sent. */
export async function askForVerification(userId: number): Promise<void> {
  if (!config().mail) throw new AppError('feature_off')
  await transaction(identityDatabase().pool, async (tx) => {
    const { email, emailVerifiedAt } = await lockUser(tx, userId)
    if (!email) throw new AppError('forbidden')
    if (emailVerifiedAt) throw new AppError('conflict')
    await queueVerification(tx, { id: userId, email })
  })
}

/** Each attempt has a secret of its own; those before it stay good, as one of them may have arrived. */
export async function composeVerification({ userId, address }: MailRow): Promise<Email | undefined> {
  const { mail } = config()
  const token = randomBytes(24).toString('base64url')
  const name = await transaction(identityDatabase().pool, async (tx) => {
    const [row] = await tx.select().from(users).where(eq(users.id, userId ?? 0)).for('update')
    if (!row || row.deletedAt || row.disabledAt || row.emailVerifiedAt || row.email !== address) return undefined
    const expiresAt = new Date(Date.now() + hours * 3_600_000)
    await tx.insert(emailTokens)
      .values({ id: tokenHash(token), userId: row.id, emailKey: emailKey(address), expiresAt })
    return row.username
  })
  if (!mail || name === undefined) return undefined
  return writeEmail({
    to: address,
    subject: say('verification.subject'),
    parts: [
      { text: say('verification.why', { name: unlinked(name), brand: brandName() }) },
      { link: `${mail.origin}/verify?token=${token}`, label: say('verification.button') },
      { text: say('verification.until') },
      { text: say('verification.stranger') },
    ],
  })
}

/**
 * The address is its person's, as whoever holds the link reads it. Once; a wrong, used or expired link, and one of an
 * address that the account no longer has, is `not_found`. Returns whose it is.
 */
export async function verifyEmail(token: string): Promise<number> {
  const valid = and(eq(emailTokens.id, tokenHash(token)), gt(emailTokens.expiresAt, new Date()))
  const [known] = await identityDatabase().queries.select().from(emailTokens).where(valid)
  if (!known) throw new AppError('not_found')
  await transaction(identityDatabase().pool, async (tx) => {
    const row = await lockUser(tx, known.userId)
    const [used] = await tx.delete(emailTokens).where(valid)
    if (used.affectedRows === 0 || row.emailKey !== known.emailKey) throw new AppError('not_found')
    await markVerified(tx, row.id)
  })
  return known.userId
}

/**
 * What was sent to prove the address is of no use any more. When it was proved first stays: links that end the digests
 * are bound to it.
 */
export async function markVerified(tx: Queries, userId: number): Promise<void> {
  await tx.update(users).set({ emailVerifiedAt: new Date() })
    .where(and(eq(users.id, userId), isNull(users.emailVerifiedAt)))
  await endVerifications(tx, userId)
}

/** In the transaction that takes the address away, or deletes the account. */
export async function endVerifications(tx: Queries, userId: number): Promise<void> {
  await tx.delete(emailTokens).where(eq(emailTokens.userId, userId))
}

export async function forgetOldEmailTokens(): Promise<void> {
  await identityDatabase().queries.delete(emailTokens).where(lt(emailTokens.expiresAt, new Date()))
}
