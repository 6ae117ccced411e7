import { randomBytes } from 'node:crypto'
import { and, eq, gt, isNull } from 'drizzle-orm'
import type { RegisterInput } from '#shared/schemas/session'
import type { User } from '#shared/protocol/user'
import { tokens, users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { verifyPassword } from '../users/password'
import { assertGoodPassword } from '../users/passwordRule'
import { tokenHash } from '../sessions/session'
import { queueVerification } from './emailVerification'
import { emailKey, registerUser } from '../users/user'
import { adoptSeededRooms } from './seededRoom'

const setupDays = 7

/** True while no account is an admin. */
export async function needsAdmin(): Promise<boolean> {
  const [admin] = await identityDatabase().queries.select({ id: users.id }).from(users)
    .where(and(eq(users.role, 'admin'), isNull(users.deletedAt))).limit(1)
  return !admin
}

/** A one-time secret that makes the first admin; the ones before it are void. Only its hash is stored. */
export async function createSetupToken(): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  const now = new Date()
  await transaction(identityDatabase().pool, async (tx) => {
    await tx.delete(tokens).where(eq(tokens.purpose, 'setup'))
    await tx.insert(tokens).values({
      id: tokenHash(token),
      purpose: 'setup',
      createdAt: now,
      expiresAt: new Date(now.getTime() + setupDays * 86_400_000),
    })
  })
  return token
}

/**
 * Makes the first admin for who holds the token. A wrong, used or expired one is `not_found`, also when
 * two come at once.
 */
export async function setUpAdmin(token: string, input: RegisterInput): Promise<User> {
  const valid = and(eq(tokens.id, tokenHash(token)), eq(tokens.purpose, 'setup'), gt(tokens.expiresAt, new Date()))
  const [known] = await identityDatabase().queries.select().from(tokens).where(valid)
  if (!known || !await needsAdmin()) throw new AppError('not_found')
  await assertGoodPassword(input.password, input)
  const user = await registerUser(input, 'admin', async (tx, made) => {
    await takeToken(tx, known.id)
    await queueVerification(tx, made)
  })
  await adoptSeededRooms(user.id)
  return user
}

/**
 * Makes the admin of the configuration; an account with this e-mail and password becomes it. False when the account has
 * another password.
 */
export async function ensureConfiguredAdmin(email: string, password: string): Promise<boolean> {
  const [known] = await identityDatabase().queries.select().from(users).where(eq(users.emailKey, emailKey(email)))
  // The address may be anybody's: whoever registered it before is the admin only if they know the password, too.
  if (known && !await verifyPassword(password, known.passwordHash)) return false
  const admin = known ?? await registerAdmin(email, password)
  await identityDatabase().queries.update(users).set({ role: 'admin' }).where(eq(users.id, admin.id))
  await adoptSeededRooms(admin.id)
  return true
}

/** The name `admin`, or one beside it when somebody has it already. */
async function registerAdmin(email: string, password: string): Promise<User> {
  const input = { email, password, displayName: 'Admin' }
  try {
    return await registerUser({ ...input, username: 'admin' })
  }
  catch (error) {
    if (!(error instanceof AppError && error.code === 'username_taken')) throw error
    return registerUser({ ...input, username: `admin-${randomBytes(3).toString('hex')}` })
  }
}

/** In the transaction of the account, so that who comes second has none. */
async function takeToken(tx: Queries, tokenId: string): Promise<void> {
  const [used] = await tx.delete(tokens).where(eq(tokens.id, tokenId))
  if (used.affectedRows === 0) throw new AppError('not_found')
}
