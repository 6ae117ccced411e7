import { desc, eq, lt } from 'drizzle-orm'
import type { Ban } from '#shared/admin'
import type { ListQuery } from '#shared/schemas'
import { bans } from '../../drizzle/identity/schema'
import { identityDatabase } from '../database/databases'
import { transaction } from '../database/transaction'
import { networkOf } from '../address'
import { AppError } from '../errors'
import { recordAudit } from './audit'
import type { Actor } from './audit'
import { decodeNumbers, encodeNumbers } from './list'
import { advancePolicy, announcePolicy } from './policy'
import { getProfiles } from './profile'

/** Nobody enters, registers or logs in from these addresses until then (null: for good). In force everywhere within 2 s. */
export async function banAddresses(actor: Actor & { id: number }, userId: number, addresses: string[], expiresAt: Date | null): Promise<void> {
  if (addresses.length === 0) return
  await transaction(identityDatabase().pool, async (tx) => {
    for (const address of new Set(addresses.map(networkOf))) {
      const ban = { address, userId, createdBy: actor.id, createdAt: new Date(), expiresAt }
      const [inserted] = await tx.insert(bans).values(ban).onDuplicateKeyUpdate({ set: { expiresAt, userId } })
      await recordAudit(tx, 'identity', actor, { action: 'ban.created', target: ['ban', inserted.insertId || null], after: { address, userId, expiresAt } })
    }
    await advancePolicy(tx)
  })
  await announcePolicy()
}

/** Newest first. */
export async function listBans(list: Pick<ListQuery, 'limit' | 'cursor'>): Promise<{ bans: Ban[], cursor?: string }> {
  const [before] = decodeNumbers('bans', list.cursor, 1) ?? []
  const rows = await identityDatabase().queries.select().from(bans)
    .where(before === undefined ? undefined : lt(bans.id, before)).orderBy(desc(bans.id)).limit(list.limit + 1)
  const page = rows.slice(0, list.limit)
  const profiles = await getProfiles(page.flatMap(row => row.userId ?? []))
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return {
    bans: page.map(row => ({
      id: row.id, address: row.address, user: profiles.get(row.userId ?? 0) ?? null,
      createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt?.toISOString() ?? null,
    })),
    ...(last && { cursor: encodeNumbers('bans', [last.id]) }),
  }
}

export async function liftBan(actor: Actor, id: number): Promise<void> {
  await transaction(identityDatabase().pool, async (tx) => {
    const [row] = await tx.select().from(bans).where(eq(bans.id, id)).for('update')
    if (!row) throw new AppError('not_found')
    await tx.delete(bans).where(eq(bans.id, id))
    await advancePolicy(tx)
    await recordAudit(tx, 'identity', actor, { action: 'ban.lifted', target: ['ban', id], before: { address: row.address, userId: row.userId, expiresAt: row.expiresAt } })
  })
  await announcePolicy()
}
