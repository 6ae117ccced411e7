import { and, eq, isNull } from 'drizzle-orm'
import type { User } from '#shared/protocol/user'
import { users } from '../../../drizzle/identity/schema'
import { AppError } from '../../core/errors'
import { identityDatabase } from '../../database/databases'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { stopAnswers } from '../support/cases/answerMail'
import { findUser, toUser } from '../users/profile'

const purpose = 'unsubscribe'

/** What ends the e-mails to this address, and does nothing else. Nobody but this installation can make one. */
export function unsubscribeToken(userId: number, verifiedAt: Date): string {
  return encodeNumbers(purpose, [userId, verifiedAt.getTime()])
}

/**
 * Ends the e-mails that the link stands below: digests, or answers of a team. Idempotent. `not_found` for a link that
 * is none, or of an address that the account no longer has.
 */
export async function unsubscribe(token: string): Promise<void> {
  if (await stopAnswers(token)) return
  const [userId = 0, verifiedAt] = readToken(token)
  const user = await findUser(userId)
  if (!user || user.emailVerifiedAt?.getTime() !== verifiedAt) throw new AppError('not_found')
  await chooseDigest(userId, 'off')
}

/** Whether the person is told by e-mail what they missed. */
export async function chooseDigest(userId: number, digest: 'daily' | 'off'): Promise<User> {
  await identityDatabase().queries.update(users)
    .set({ digest })
    .where(and(eq(users.id, userId), isNull(users.deletedAt)))
  const user = await findUser(userId)
  if (!user) throw new AppError('unauthenticated')
  return toUser(user)
}

function readToken(token: string): number[] {
  try {
    return decodeNumbers(purpose, token, 2) ?? []
  }
  catch {
    throw new AppError('not_found')
  }
}
