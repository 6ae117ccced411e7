import { eq } from 'drizzle-orm'
import { sessions } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { AppError, invalidField } from '../../core/errors'
import { verifyPassword } from '../users/password'
import { findUser } from '../users/profile'
import type { Caller } from './session'

const minutes = 30

/**
 * For actions that do much harm in the wrong hands: `password_required` unless the password was given in this session
 * within the last 30 minutes. Logging in counts.
 */
export function assertConfirmed(caller: Pick<Caller, 'confirmedAt'>): void {
  if (!isConfirmed(caller)) throw new AppError('password_required')
}

/** Until when sensitive actions need no password; null when the next one does. */
export function confirmedUntil({ confirmedAt }: Pick<Caller, 'confirmedAt'>): string | null {
  return isConfirmed({ confirmedAt }) && confirmedAt ? endOf(confirmedAt).toISOString() : null
}

/**
 * The person has given their password again. A wrong one is `invalid` and changes nothing; guests have
 * none (`forbidden`).
 */
export async function confirmSession({ user, sessionId }: Caller, password: string): Promise<string> {
  const row = await findUser(user.id)
  if (!row?.passwordHash) throw new AppError('forbidden')
  if (!await verifyPassword(password, row.passwordHash)) throw invalidField('password', 'wrong_password')
  const confirmedAt = new Date()
  await identityDatabase().queries.update(sessions).set({ confirmedAt }).where(eq(sessions.id, sessionId))
  return endOf(confirmedAt).toISOString()
}

function isConfirmed({ confirmedAt }: Pick<Caller, 'confirmedAt'>): boolean {
  return confirmedAt !== null && endOf(confirmedAt) > new Date()
}

function endOf(confirmedAt: Date): Date {
  return new Date(confirmedAt.getTime() + minutes * 60_000)
}
