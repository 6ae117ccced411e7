import { and, eq, isNull, sql } from 'drizzle-orm'
import type { AccountPatch } from '#shared/schemas/user'
import type { User } from '#shared/protocol/user'
import { supportFilters } from '../../../drizzle/chat/support'
import { loginPlaces, securityEvents, users } from '../../../drizzle/identity/schema'
import { supportCustomers, supportResumeTokens } from '../../../drizzle/identity/support'
import { chatDatabase, identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import { bus } from '../../bus/bus'
import { assertAnotherAdmin, lockUser } from './adminGuard'
import { forgetBlocks } from '../memberships/blocks'
import { changeRoom, findMembership, roomIdsOf } from '../memberships/membership'
import { announceProfile, displayColumns, markLookalikes } from '../users/lookalike'
import { announceDeparture, depart } from '../rooms/departure'
import type { Departure } from '../rooms/departure'
import { announceChoice, erasedPresence } from '../users/presence'
import { forgetMentionsOf } from '../messages/mentionRows'
import { hashPassword, verifyPassword } from '../users/password'
import { assertGoodPassword } from '../users/passwordRule'
import { endVerifications } from './emailVerification'
import { endPasswordResets } from './passwordReset'
import { forgetMailsOf } from '../mail/mailQueue'
import { forgetAddressesOf } from '../sessions/pastAddress'
import { assertMayWrite } from '../settings/policy'
import { findUser, getProfiles, profileOf, toUser } from '../users/profile'
import type { UserRow } from '../users/profile'
import { removeFilesOf } from '../files/file'
import { forgetGiven } from '../figures/watch'
import { forgetRefusals } from '../rooms/refusal'
import { assertNotReserved } from '../users/reservedName'
import { retireName } from '../users/retiredName'
import { deleteSessionsOf, endSessionsOf } from '../sessions/session'
import type { Caller } from '../sessions/session'
import { forgetNameParts, writeNameParts } from '../users/namePart'
import { claimUsername, prepareUsername, refuseDuplicates } from '../users/username'
import { findUnfinishedDeletions, finishDeletion } from './welcome'

/** Changes the names of an account; everyone who shares a room with it hears `user.updated`. */
export async function updateAccount(userId: number, patch: AccountPatch): Promise<User> {
  await assertMayBeCalled(userId, patch)
  const { username } = patch
  assertMayWrite(userId, { ...patch })
  const renamed = username !== undefined && username !== (await findUser(userId))?.username
  const wanted = renamed ? await prepareUsername(username, userId) : undefined
  const changed = await refuseDuplicates(() => transaction(identityDatabase().pool, async (tx) => {
    const named = wanted && { username, ...await claimUsername(tx, wanted) }
    const displayed = patch.displayName === undefined ? {} : displayColumns(patch.displayName)
    const fields = { ...named, ...displayed }
    if (Object.keys(fields).length > 0) {
      await tx.update(users)
        .set({ ...fields, lookalike: false })
        .where(present(userId))
    }
    const [row] = await tx.select().from(users).where(present(userId))
    if (!row) throw new AppError('unauthenticated')
    await writeNameParts(tx, row)
    return toUser(row)
  }))
  const user = await markLookalikes(changed)
  await announceUser(user)
  return user
}

/** Reserved names are given by admins only; an account that has one keeps it. */
async function assertMayBeCalled(userId: number, { username, displayName }: AccountPatch): Promise<void> {
  const row = await findUser(userId)
  if (!row || row.role === 'admin') return
  assertNotReserved({
    ...(username !== undefined && username !== row.username && { username }),
    ...(displayName !== undefined && displayName !== row.displayName && { displayName }),
  })
}

/** Everyone who shares a room with the person, and the person's own screens, get the new profile. */
export async function announceUser(user: User): Promise<void> {
  await announceProfile(profileOf(user))
}

/**
 * A new password makes every link for a password void, and ends every session but the caller's, whose token is theirs
 * to renew. A wrong present one is `invalid` and changes nothing.
 */
export async function changePassword(
  { user: { id: userId }, sessionId }: Pick<Caller, 'user' | 'sessionId'>, current: string, next: string,
): Promise<void> {
  const user = await findUser(userId)
  if (!user?.passwordHash) throw new AppError('forbidden')
  if (!await verifyPassword(current, user.passwordHash)) throw invalidField('currentPassword', 'wrong_password')
  await assertGoodPassword(next, toUser(user), 'newPassword')
  const [before, passwordHash] = [user.passwordHash, await hashPassword(next)]
  await transaction(identityDatabase().pool, async (tx) => {
    const [result] = await tx.update(users)
      .set({ passwordHash })
      .where(and(present(userId), eq(users.passwordHash, before)))
    if (result.affectedRows === 0) throw new AppError('conflict')
    await endPasswordResets(tx, userId)
    await deleteSessionsOf(tx, userId, sessionId)
  })
}

/**
 * Deletes the own account: everything that names the person goes at once, then the sessions, then the memberships.
 * Messages stay, their author becomes "deleted user". Broken off, it is completed at the next start.
 */
export async function deleteAccount(user: User, password: string | undefined): Promise<void> {
  const row = await findUser(user.id)
  if (!row) throw new AppError('unauthenticated')
  if (row.passwordHash && !await verifyPassword(password ?? '', row.passwordHash)) {
    throw invalidField('password', 'wrong_password')
  }
  await eraseAccount(user.id)
}

/**
 * Erases an account, whoever asked for it. The last admin cannot go (`last_admin`). `also` is committed with it. Its
 * username is kept from others for 90 days, but for `freeName`.
 */
export async function eraseAccount(
  userId: number, also?: (tx: Queries, row: UserRow) => Promise<void>, freeName = false,
): Promise<void> {
  await transaction(identityDatabase().pool, async (tx) => {
    const row = await lockUser(tx, userId)
    await assertAnotherAdmin(tx, row)
    await also?.(tx, row)
    if (!freeName) await retireName(tx, row)
    await eraseIdentity(tx, userId)
  })
  announceChoice(userId)
  await endSessionsOf(userId)
  await forgetAddressesOf(userId)
  await departFromRooms(userId)
}

/** Completes deletions that were broken off between the two databases, or raced with an invitation. */
export async function completeDeletions(): Promise<void> {
  for (const userId of await findUnfinishedDeletions()) {
    await departFromRooms(userId)
    await finishDeletion(userId)
  }
}

async function eraseIdentity(tx: Queries, userId: number): Promise<void> {
  await tx.update(users).set({
    username: '', usernameKey: null, usernameSkeleton: null, usernameWritten: null,
    displayName: '', displayKey: null, displaySkeleton: null, displayWritten: null, lookalike: false,
    email: null, emailKey: null, emailVerifiedAt: null,
    passwordHash: null, avatarUrl: null, role: 'user', deletedAt: new Date(),
    ...erasedPresence, presenceVersion: sql`${users.presenceVersion} + 1`,
  }).where(present(userId))
  await forgetNameParts(tx, userId)
  await forgetMailsOf(tx, userId)
  await endVerifications(tx, userId)
  await endPasswordResets(tx, userId)
  await tx.delete(loginPlaces).where(eq(loginPlaces.userId, userId))
  await tx.delete(securityEvents).where(eq(securityEvents.userId, userId))
  await tx.delete(supportCustomers).where(eq(supportCustomers.userId, userId))
  await tx.delete(supportResumeTokens).where(eq(supportResumeTokens.userId, userId))
}

async function departFromRooms(userId: number): Promise<void> {
  const profile = (await getProfiles([userId])).get(userId)
  const roomIds = await roomIdsOf(userId)
  if (profile) bus.publish({ kind: 'rooms', roomIds, user: profile, events: [{ type: 'user.updated', user: profile }] })
  for (const roomId of roomIds) await departFromRoom(userId, roomId)
  await forgetRefusals(userId)
  await forgetBlocks(userId)
  await chatDatabase().queries.delete(supportFilters).where(eq(supportFilters.userId, userId))
  await forgetMentionsOf(userId)
  await forgetGiven(userId)
  await removeFilesOf('user_picture', userId)
}

async function departFromRoom(userId: number, roomId: number): Promise<void> {
  const departure = await changeRoom(roomId, async (tx, room) => {
    const membership = await findMembership(tx, roomId, userId)
    return membership ? depart(tx, room, membership) : {}
  }).catch(ignoreGone)
  announceDeparture(userId, departure)
}

function ignoreGone(error: unknown): Departure {
  if (error instanceof AppError && error.code === 'not_found') return {}
  throw error
}

function present(userId: number) {
  return and(eq(users.id, userId), isNull(users.deletedAt))
}
