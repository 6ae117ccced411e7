import { and, eq, isNull } from 'drizzle-orm'
import { users } from '../../../drizzle/identity/schema'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import type { Actor } from '../audit/audit'
import type { UserRow } from '../users/profile'

/** The account, held until the transaction ends; `not_found` when it is gone. */
export async function lockUser(tx: Queries, userId: number): Promise<UserRow> {
  const [row] = await tx.select().from(users).where(and(eq(users.id, userId), isNull(users.deletedAt))).for('update')
  if (!row) throw new AppError('not_found')
  return row
}

/**
 * Throws `last_admin` when this account is the only active admin. All admins' rows are held meanwhile, so of two
 * admins who do away with each other the second finds that they are no admin any more, or the last one.
 */
export async function assertAnotherAdmin(tx: Queries, row: UserRow, actor?: Actor): Promise<void> {
  if (row.role !== 'admin' || row.disabledAt) return
  const admins = await tx.select({ id: users.id }).from(users)
    .where(and(eq(users.role, 'admin'), isNull(users.deletedAt), isNull(users.disabledAt)))
    .orderBy(users.id).for('update')
  if (actor && !admins.some(admin => admin.id === actor.id)) throw new AppError('not_found')
  if (!admins.some(admin => admin.id !== row.id)) throw new AppError('last_admin')
}

/**
 * Whether links that this account made are still good: only while it is an admin. Null made them at the machine. Their
 * rights would otherwise outlive them, and come back through a link.
 */
export async function isStillAdmin(tx: Queries, userId: number | null): Promise<boolean> {
  if (userId === null) return true
  const [admin] = await tx.select({ id: users.id }).from(users)
    .where(and(eq(users.id, userId), eq(users.role, 'admin'), isNull(users.deletedAt), isNull(users.disabledAt)))
  return admin !== undefined
}
