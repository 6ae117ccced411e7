import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { User } from '#shared/protocol/user'
import type { RegisterInput } from '#shared/schemas/session'
import { invitations } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import { requireVisitorFeature } from '../features/feature'
import { assertGoodPassword } from '../users/passwordRule'
import { assertMayWrite, currentSettings } from '../settings/policy'
import { tokenHash } from '../sessions/session'
import { assertNotReserved } from '../users/reservedName'
import { registerUser } from '../users/user'
import { isStillAdmin } from './adminGuard'
import { queueVerification } from './emailVerification'

/**
 * A new account as the settings allow it: `feature_off` while registration is closed; by invitation, a use of the link
 * is taken in the transaction of the account, so that a link never makes more accounts than it says.
 */
export async function registerVisitor({ invitation, ...input }: RegisterInput): Promise<User> {
  const { registration } = currentSettings()
  requireVisitorFeature('registration')
  if (registration === 'closed') throw new AppError('feature_off')
  assertMayWrite(undefined, { username: input.username, displayName: input.displayName })
  await assertGoodPassword(input.password, input)
  assertNotReserved({ username: input.username, displayName: input.displayName })
  if (registration === 'open') return registerUser(input, 'user', queueVerification)
  const hash = tokenHash(invitation ?? '')
  const { queries } = identityDatabase()
  const [known] = await queries.select({ createdBy: invitations.createdBy }).from(invitations).where(usable(hash))
  if (!known || !await isStillAdmin(queries, known.createdBy)) throw invalidField('invitation', 'invitation')
  return registerUser(input, 'user', async (tx, user) => {
    await takeUse(tx, hash)
    await queueVerification(tx, user)
  })
}

async function takeUse(tx: Queries, hash: string): Promise<void> {
  const [taken] = await tx.update(invitations).set({ uses: sql`${invitations.uses} + 1` }).where(usable(hash))
  if (taken.affectedRows === 0) throw invalidField('invitation', 'invitation')
}

function usable(hash: string) {
  return and(
    eq(invitations.tokenHash, hash),
    isNull(invitations.revokedAt),
    gt(invitations.expiresAt, new Date()),
    lt(invitations.uses, invitations.maxUses),
  )
}
