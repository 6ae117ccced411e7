import { and, desc, eq, isNotNull, lt } from 'drizzle-orm'
import type { Ban } from '#shared/protocol/admin/adminBan'
import type { ListQuery } from '#shared/schemas/common'
import { bans } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { networkOf } from '../../core/address'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { advancePolicy, announcePolicy } from '../settings/policy'
import { getProfiles } from '../users/profile'

/**
 * Nobody enters, registers or logs in from these addresses until then (null: for good). A ban that lasts longer stays
 * as it is: only lifting ends one early. In force everywhere within 2 s.
 */
export async function banAddresses(
  actor: Actor & { id: number }, userId: number, addresses: string[], expiresAt: Date | null,
): Promise<void> {
  if (addresses.length === 0) return
  await transaction(identityDatabase().pool, async (tx) => {
    for (const address of new Set(addresses.map(networkOf))) {
      const id = await banAddress(tx, { address, userId, createdBy: actor.id, createdAt: new Date(), expiresAt })
      if (id) {
        await recordAudit(tx, 'identity', actor, {
          action: 'ban.created',
          target: ['ban', id],
          after: { address, userId, expiresAt },
        })
      }
    }
    await advancePolicy(tx)
  })
  await announcePolicy()
}

/** The ban that was made or made longer, if any. */
async function banAddress(
  tx: Queries, ban: typeof bans.$inferInsert & { expiresAt: Date | null },
): Promise<number | undefined> {
  const [inserted] = await tx.insert(bans).ignore().values(ban)
  if (inserted.affectedRows > 0) return inserted.insertId
  const { address, userId, expiresAt } = ban
  const shorter = and(
    eq(bans.address, address),
    isNotNull(bans.expiresAt),
    expiresAt ? lt(bans.expiresAt, expiresAt) : undefined,
  )
  const [lengthened] = await tx.update(bans).set({ expiresAt, userId }).where(shorter)
  if (lengthened.affectedRows === 0) return undefined
  const [row] = await tx.select({ id: bans.id }).from(bans).where(eq(bans.address, address))
  return row?.id
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
    await recordAudit(tx, 'identity', actor, {
      action: 'ban.lifted',
      target: ['ban', id],
      before: { address: row.address, userId: row.userId, expiresAt: row.expiresAt },
    })
  })
  await announcePolicy()
}
