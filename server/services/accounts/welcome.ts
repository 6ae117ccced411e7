import { and, eq, inArray, isNotNull, isNull, lt } from 'drizzle-orm'
import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { rooms } from '../../../drizzle/chat/schema'
import { users } from '../../../drizzle/identity/schema'
import { chatDatabase, identityDatabase } from '../../database/databases'
import { AppError } from '../../core/errors'
import { describeError, log } from '../../core/log'
import { joinRoom } from '../rooms/member'
import { getSquareRow } from '../rooms/square'

const settleMs = 60_000

/**
 * Brings a new person into the square. The account lives in the other database, so this is completed when it is next
 * needed: at the latest when the session loads. Who left the square afterwards is not brought back.
 */
async function welcome(user: User): Promise<Room> {
  const square = await getSquareRow()
  const room = await joinRoom(user, square.id, true)
  await joinDefaultRooms(user)
  await identityDatabase().queries.update(users)
    .set({ welcomedAt: new Date() })
    .where(and(eq(users.id, user.id), isNull(users.welcomedAt)))
  return room
}

/** The groups that an admin has chosen for newcomers; guests enter the open ones. */
async function joinDefaultRooms(user: User): Promise<void> {
  const chosen = await chatDatabase().queries.select({ id: rooms.id }).from(rooms).where(and(
    eq(rooms.kind, 'group'), eq(rooms.isDefault, true), isNull(rooms.deletedAt), isNull(rooms.archivedAt),
    inArray(rooms.visibility, user.kind === 'guest' ? ['open'] : ['open', 'public']),
  ))
  for (const { id } of chosen) {
    await joinRoom(user, id).catch((error) => {
      if (!(error instanceof AppError && ['not_found', 'forbidden'].includes(error.code))) throw error
    })
  }
}

/**
 * As far as it can be done now: whatever is wrong with the rooms is no reason to refuse an account. What is missing is
 * made up for when the session loads again. The square, when the person is in it.
 */
export async function completeWelcome(user: User): Promise<Room | undefined> {
  try {
    return await welcome(user)
  }
  catch (error) {
    log.warn('welcome', { user: user.id, ...describeError(error) })
    return undefined
  }
}

/**
 * Accounts that were deleted a while ago and may still have memberships: the deletion was broken off, or somebody
 * brought them into a room while it ran.
 */
export async function findUnfinishedDeletions(): Promise<number[]> {
  const settled = new Date(Date.now() - settleMs)
  const rows = await identityDatabase().queries.select({ id: users.id }).from(users)
    .where(and(lt(users.deletedAt, settled), isNotNull(users.welcomedAt))).limit(100)
  return rows.map(row => row.id)
}

/** Says that nothing of a deleted account is left in the rooms. */
export async function finishDeletion(userId: number): Promise<void> {
  await identityDatabase().queries.update(users)
    .set({ welcomedAt: null })
    .where(and(eq(users.id, userId), isNotNull(users.deletedAt)))
}
