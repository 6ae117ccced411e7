import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Warning } from '#shared/protocol/site'
import { warnings } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'

/** Sends a person a warning that they see until they confirm it. */
export async function warnUser(actor: Actor, userId: number, text: string): Promise<void> {
  const createdAt = new Date()
  const id = await transaction(identityDatabase().pool, async (tx) => {
    const [inserted] = await tx.insert(warnings).values({ userId, text, createdAt })
    await recordAudit(tx, 'identity', actor, { action: 'user.warned', target: ['user', userId], after: { text } })
    return inserted.insertId
  })
  bus.publish({
    kind: 'user',
    userId,
    events: [{ type: 'account.warned', warning: { id, text, createdAt: createdAt.toISOString() } }],
  })
}

/** What the person has not read yet, the oldest first. */
export async function listWarnings(userId: number): Promise<Warning[]> {
  const rows = await identityDatabase().queries.select().from(warnings)
    .where(and(eq(warnings.userId, userId), isNull(warnings.readAt))).orderBy(asc(warnings.id)).limit(20)
  return rows.map(row => ({ id: row.id, text: row.text, createdAt: row.createdAt.toISOString() }))
}

/** The person has read it; idempotent. */
export async function readWarning(userId: number, id: number): Promise<void> {
  const own = and(eq(warnings.id, id), eq(warnings.userId, userId))
  const [row] = await identityDatabase().queries.select({ id: warnings.id }).from(warnings).where(own)
  if (!row) throw new AppError('not_found')
  await identityDatabase().queries.update(warnings).set({ readAt: new Date() }).where(and(own, isNull(warnings.readAt)))
}
