import { randomBytes } from 'node:crypto'
import { and, eq, gt, lt } from 'drizzle-orm'
import { tokens, users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { isStillAdmin, lockUser } from './adminGuard'
import { markVerified } from './emailVerification'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { forgetPlaces } from '../sessions/loginPlace'
import { hashPassword } from '../users/password'
import { assertGoodPassword } from '../users/passwordRule'
import { findUser, toUser } from '../users/profile'
import { deleteSessionsOf, endSessionsOf, tokenHash } from '../sessions/session'

const hours = 24

/** A one-time secret for a new password; the ones before it are void. Returned once, only its hash is stored. */
export async function createPasswordReset(actor: Actor, userId: number): Promise<{ token: string, expiresAt: string }> {
  const token = randomBytes(24).toString('base64url')
  const createdAt = new Date()
  const expiresAt = new Date(createdAt.getTime() + hours * 3_600_000)
  await transaction(identityDatabase().pool, async (tx) => {
    const { kind } = await lockUser(tx, userId)
    if (kind !== 'member') throw new AppError('conflict')
    await endPasswordResets(tx, userId)
    await tx.insert(tokens)
      .values({ id: tokenHash(token), purpose: 'password', userId, createdBy: actor.id, createdAt, expiresAt })
    await recordAudit(tx, 'identity', actor, {
      action: 'user.reset_link_made',
      target: ['user', userId],
      after: { expiresAt },
    })
  })
  return { token, expiresAt: expiresAt.toISOString() }
}

/** In the transaction of whatever makes the links of an account void. */
export async function endPasswordResets(tx: Queries, userId: number): Promise<void> {
  await tx.delete(tokens).where(and(eq(tokens.userId, userId), eq(tokens.purpose, 'password')))
}

/**
 * Sets the password for who holds the link, once, ends every session and forgets where the account was used from. All
 * other links of the account are void then. A wrong, used or expired link is `not_found`, and so is one of somebody who
 * is no admin any more, or that was sent to an address which the account had before. Returns whose it was.
 */
export async function redeemPasswordReset(token: string, password: string): Promise<number> {
  const valid = and(eq(tokens.id, tokenHash(token)), eq(tokens.purpose, 'password'), gt(tokens.expiresAt, new Date()))
  const [known] = await identityDatabase().queries.select().from(tokens).where(valid)
  const userId = known?.userId
  if (!userId) throw new AppError('not_found')
  const user = await findUser(userId)
  if (user) await assertGoodPassword(password, toUser(user))
  const passwordHash = await hashPassword(password)
  await transaction(identityDatabase().pool, async (tx) => {
    const { emailKey } = await lockUser(tx, userId)
    const [used] = await tx.delete(tokens).where(valid)
    if (used.affectedRows === 0 || !await isStillAdmin(tx, known.createdBy)) throw new AppError('not_found')
    if (known.emailKey !== null && known.emailKey !== emailKey) throw new AppError('not_found')
    await tx.update(users).set({ passwordHash }).where(eq(users.id, userId))
    await endPasswordResets(tx, userId)
    await deleteSessionsOf(tx, userId)
    // Whoever came here by the link reads what is sent to the address.
    if (known.emailKey !== null) await markVerified(tx, userId)
  })
  await forgetPlaces(userId)
  await endSessionsOf(userId)
  return userId
}

/** Setup links, and links for a password, that nobody used in time. */
export async function forgetOldTokens(): Promise<void> {
  await identityDatabase().queries.delete(tokens).where(lt(tokens.expiresAt, new Date()))
}
