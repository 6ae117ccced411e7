import { and, eq, isNull } from 'drizzle-orm'
import type { User } from '#shared/protocol/user'
import { users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { announceUser } from '../accounts/account'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { removePicture, withPicture } from '../files/picture'
import { assertMayWrite } from '../settings/policy'
import { toUser } from '../users/profile'
import type { UserRow } from '../users/profile'

interface Change {
  before: UserRow
  after: UserRow
}

/** Guests come and go without a trace, and their pictures would stay: members have one. Not while they are muted. */
export function assertMayHavePicture(user: User): void {
  if (user.kind !== 'member') throw new AppError('forbidden')
  assertMayWrite(user.id, {})
}

/** Gives the person the picture that was uploaded, instead of the one before; those who share a room hear of it. */
export async function setOwnPicture(user: User, path: string): Promise<User> {
  assertMayHavePicture(user)
  const owner = { purpose: 'user_picture' as const, ownerId: user.id, createdBy: user.id }
  return finish(await withPicture(owner, path, url => changePicture(user.id, url)))
}

export async function removeOwnPicture(user: User): Promise<User> {
  return finish(await changePicture(user.id, null))
}

/** Takes somebody's picture away, which the audit log tells; nothing happens where there is none. */
export async function removePictureOf(actor: Actor, userId: number): Promise<void> {
  await finish(await changePicture(userId, null, tx =>
    recordAudit(tx, 'identity', actor, { action: 'user.picture_removed', target: ['user', userId] }),
  ))
}

/** Of two changes at once the later one replaces the earlier, whose file goes as any other that was replaced. */
function changePicture(
  userId: number, avatarUrl: string | null, also?: (tx: Queries) => Promise<void>,
): Promise<Change> {
  return transaction(identityDatabase().pool, async (tx) => {
    const before = await lockPresent(tx, userId)
    if (before.avatarUrl !== avatarUrl) {
      await tx.update(users).set({ avatarUrl }).where(eq(users.id, userId))
      await also?.(tx)
    }
    return { before, after: { ...before, avatarUrl } }
  })
}

async function finish({ before, after }: Change): Promise<User> {
  const user = toUser(after)
  if (before.avatarUrl === after.avatarUrl) return user
  await announceUser(user)
  await removePicture(before.avatarUrl)
  return user
}

async function lockPresent(tx: Queries, userId: number): Promise<UserRow> {
  const [row] = await tx.select().from(users).where(and(eq(users.id, userId), isNull(users.deletedAt))).for('update')
  if (!row) throw new AppError('not_found')
  return row
}
