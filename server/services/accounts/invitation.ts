import { randomBytes } from 'node:crypto'
import { desc, eq, lt } from 'drizzle-orm'
import type { Invitation } from '#shared/protocol/admin/adminInvitation'
import type { InvitationInput } from '#shared/schemas/admin/adminInvitation'
import type { ListQuery } from '#shared/schemas/common'
import { invitations } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { tokenHash } from '../sessions/session'

type Row = typeof invitations.$inferSelect

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
