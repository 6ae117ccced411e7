import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { User } from '#shared/protocol/user'
import type { CaseInput } from '#shared/schemas/supportCase'
import { users } from '../../../drizzle/identity/schema'
import { supportCustomers } from '../../../drizzle/identity/support'
import { AppError } from '../../core/errors'
import { identityDatabase } from '../../database/databases'
import { toUser } from '../users/profile'
import type { InboxRow } from './inbox'

type Identity = NonNullable<CaseInput['identity']>

/** The customer whom the host's server has signed: `not_found` for who has never been here. */
export async function requireSigned(inbox: InboxRow, identity: Identity): Promise<User> {
  const known = await findSigned(inbox.id, checkedKey(inbox, identity))
  if (!known) throw new AppError('not_found')
  return known
}

/** What somebody is found by; `forbidden` when the host's server has not signed it. */
export function checkedKey(inbox: InboxRow, identity: Identity): string {
  if (!isSigned(inbox, identity)) throw new AppError('forbidden', { detail: 'identity' })
  return createHash('sha256').update(identity.id).digest('hex')
}

function isSigned({ identitySecret }: InboxRow, { id, hmac }: Identity): boolean {
  const wanted = createHmac('sha256', String(identitySecret)).update(id).digest()
  return timingSafeEqual(Buffer.from(hmac, 'hex'), wanted)
}

export async function findSigned(inboxId: number, externalKey: string): Promise<User | undefined> {
  const [row] = await identityDatabase().queries.select({ user: users }).from(supportCustomers)
    .innerJoin(users, eq(users.id, supportCustomers.userId))
    .where(and(eq(supportCustomers.inboxId, inboxId), eq(supportCustomers.externalKey, externalKey)))
  if (!row) return undefined
  if (row.user.deletedAt || row.user.disabledAt) throw new AppError('forbidden', { detail: 'disabled' })
  return toUser(row.user)
}
