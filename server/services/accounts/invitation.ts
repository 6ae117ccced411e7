import { randomBytes } from 'node:crypto'
import { and, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Invitation } from '#shared/protocol/admin/adminInvitation'
import type { InvitationInput } from '#shared/schemas/admin/adminInvitation'
import type { User } from '#shared/protocol/user'
import type { ListQuery } from '#shared/schemas/common'
import type { RegisterInput } from '#shared/schemas/session'
import { invitations } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { requireVisitorFeature } from '../features/feature'
import { assertGoodPassword } from '../users/passwordRule'
import { assertMayWrite, currentSettings } from '../settings/policy'
import { tokenHash } from '../sessions/session'
import { assertNotReserved } from '../users/reservedName'
import { registerUser } from '../users/user'
import { isStillAdmin } from './adminGuard'
import { queueVerification } from './emailVerification'

type Row = typeof invitations.$inferSelect

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

/** A link for so many accounts; the secret is returned once, only its hash is stored. */
export async function createInvitation(
  actor: Actor & { id: number }, input: InvitationInput,
): Promise<{ invitation: Invitation, token: string }> {
  const token = randomBytes(24).toString('base64url')
  const now = new Date()
  const expiresAt = new Date(now.getTime() + input.days * 86_400_000)
  const { note, maxUses } = input
  const invitation = await transaction(identityDatabase().pool, async (tx) => {
    const [inserted] = await tx.insert(invitations)
      .values({ tokenHash: tokenHash(token), note, maxUses, createdBy: actor.id, createdAt: now, expiresAt })
    const after = { note, maxUses, expiresAt: expiresAt.toISOString() }
    await recordAudit(tx, 'identity', actor, {
      action: 'invitation.created',
      target: ['invitation', inserted.insertId],
      after,
    })
    return findInvitation(tx, inserted.insertId)
  })
  return { invitation: toInvitation(invitation), token }
}

/** Newest first. */
export async function listInvitations(
  list: Pick<ListQuery, 'limit' | 'cursor'>,
): Promise<{ invitations: Invitation[], cursor?: string }> {
  const [before] = decodeNumbers('invitations', list.cursor, 1) ?? []
  const rows = await identityDatabase().queries.select().from(invitations)
    .where(before === undefined ? undefined : lt(invitations.id, before))
    .orderBy(desc(invitations.id)).limit(list.limit + 1)
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return { invitations: page.map(toInvitation), ...(last && { cursor: encodeNumbers('invitations', [last.id]) }) }
}

/** The link does nothing from now on; idempotent. */
export async function revokeInvitation(actor: Actor, id: number): Promise<void> {
  await transaction(identityDatabase().pool, async (tx) => {
    const row = await findInvitation(tx, id)
    if (row.revokedAt) return
    await tx.update(invitations).set({ revokedAt: new Date() }).where(eq(invitations.id, id))
    await recordAudit(tx, 'identity', actor, {
      action: 'invitation.revoked',
      target: ['invitation', id],
      before: { note: row.note, uses: row.uses, maxUses: row.maxUses },
    })
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

async function findInvitation(tx: Queries, id: number): Promise<Row> {
  const [row] = await tx.select().from(invitations).where(eq(invitations.id, id)).for('update')
  if (!row) throw new AppError('not_found')
  return row
}

function toInvitation(row: Row): Invitation {
  return {
    id: row.id, note: row.note, maxUses: row.maxUses, uses: row.uses, createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(), revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}
