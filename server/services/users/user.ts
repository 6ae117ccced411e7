import { and, eq, isNull } from 'drizzle-orm'
import type { RegisterInput } from '#shared/schemas/session'
import type { Profile, User, UserRole } from '#shared/protocol/user'
import { users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { displayColumns, markLookalikes } from './lookalike'
import { nameKey, usernameKeyOf } from './name'
import { writeNameParts } from './namePart'
import { hashPassword, verifyPassword } from './password'
import { assertGoodPassword } from './passwordRule'
import { findUser, getProfiles, toUser } from './profile'
import type { UserRow } from './profile'
import { companionsAmong } from '../memberships/companion'
import { claimUsername, prepareUsername, refuseDuplicates } from './username'

/** What is committed together with a new account. */
type Also = (tx: Queries, user: User) => Promise<void>

interface NewUser {
  kind: 'member' | 'guest'
  role?: UserRole
  username: string
  displayName?: string
  email?: string
  passwordHash?: string
}

/** A new member; `username_taken` or `email_taken` when another has it, also when both come at once. */
export async function registerUser(input: RegisterInput, role: UserRole = 'user', also?: Also): Promise<User> {
  const { username, displayName, email } = input
  usernameKeyOf(username)
  return insertUser(
    { kind: 'member', role, username, displayName, email, passwordHash: await hashPassword(input.password) },
    also,
  )
}

/** A guest: a name, and nothing else. The device's session is all that leads back to it. */
export async function createGuest(username: string): Promise<User> {
  return insertUser({ kind: 'guest', username })
}

/** Makes a guest a member who keeps id, rooms and history; `forbidden` for anybody else. */
export async function claimGuest(user: User, email: string, password: string, also?: Also): Promise<User> {
  if (user.kind !== 'guest') throw new AppError('forbidden')
  await assertGoodPassword(password, { ...user, email })
  const passwordHash = await hashPassword(password)
  const stillGuest = and(eq(users.id, user.id), eq(users.kind, 'guest'), isNull(users.deletedAt))
  return refuseDuplicates(() => transaction(identityDatabase().pool, async (tx) => {
    await tx.update(users).set({ kind: 'member', email, emailKey: emailKey(email), passwordHash }).where(stillGuest)
    const [row] = await tx.select().from(users).where(and(eq(users.id, user.id), eq(users.passwordHash, passwordHash)))
    if (!row) throw new AppError('conflict')
    await also?.(tx, toUser(row))
    return toUser(row)
  }))
}

export interface LoginAttempt {
  /**
   * The same for every way to write this e-mail, or this username: what tries are counted by. Not the account's:
   * guesses at the one would show whether the other belongs to it, and whether there is an account at all.
   */
  login: string
  row: UserRow | undefined
}

/** Whose login this is, by e-mail or username. */
export async function findLogin(login: string): Promise<LoginAttempt> {
  const byEmail = login.includes('@')
  const key = byEmail ? emailKey(login) : nameKey(login)
  const [row] = await identityDatabase().queries.select().from(users)
    .where(eq(byEmail ? users.emailKey : users.usernameKey, key))
  return { login: `${byEmail ? 'email' : 'name'} ${key}`, row }
}

/** The account, or `unauthenticated`: the same answer and the same work for a wrong name and a wrong password. */
export async function authenticate({ row }: LoginAttempt, password: string): Promise<User> {
  const matches = await verifyPassword(password, row?.passwordHash)
  if (!row || !matches) throw new AppError('unauthenticated')
  if (row.disabledAt) throw new AppError('forbidden', { detail: 'disabled' })
  return toUser(row)
}

export async function getProfile(id: number): Promise<Profile> {
  const profile = (await getProfiles([id])).get(id)
  if (!profile) throw new AppError('not_found')
  return profile
}

/** A guest sees the people of their rooms; members see everyone. */
export async function getVisibleProfile(caller: User, id: number): Promise<Profile> {
  const [visible] = await visibleUserIds(caller, [id])
  if (visible === undefined) throw new AppError('not_found')
  const profile = await getProfile(id)
  if (profile.kind === 'customer') await assertCompanions(caller.id, id)
  return profile
}

/** The row of a person who is there and whom the caller may know of; otherwise `not_found`, whatever the reason. */
export async function findVisible(caller: User, id: number): Promise<UserRow> {
  const [visible] = await visibleUserIds(caller, [id])
  const row = visible === undefined ? undefined : await findUser(visible)
  // Customers are for those who answer them, and go nowhere else.
  if (!row || row.kind === 'customer') throw new AppError('not_found')
  return row
}

/** Of these ids those whose state the caller may know: for a guest, the people of their rooms. */
export async function visibleUserIds(caller: User, ids: number[]): Promise<number[]> {
  if (caller.kind !== 'guest' && caller.kind !== 'customer') return ids
  const companions = await companionsAmong(caller.id, ids)
  return ids.filter(id => id === caller.id || companions.has(id))
}

async function assertCompanions(userId: number, otherId: number): Promise<void> {
  if (userId !== otherId && !(await companionsAmong(userId, [otherId])).has(otherId)) throw new AppError('not_found')
}

/** E-mail addresses are one when they differ in case only: RFC 5321 §2.4 would allow more, no provider does. */
export function emailKey(email: string): string {
  return email.normalize('NFKC').toLowerCase()
}

async function insertUser(input: NewUser, also?: Also): Promise<User> {
  const { username, displayName = username, email, ...rest } = input
  const wanted = await prepareUsername(username)
  const user = await refuseDuplicates(() => transaction(identityDatabase().pool, async (tx) => {
    const keys = await claimUsername(tx, wanted)
    const named = { username, ...displayColumns(displayName), ...(email && { email, emailKey: emailKey(email) }) }
    const [inserted] = await tx.insert(users).values({ ...rest, ...named, ...keys, createdAt: new Date() })
    const [row] = await tx.select().from(users).where(eq(users.id, inserted.insertId))
    if (!row) throw new AppError('internal')
    await writeNameParts(tx, row)
    await also?.(tx, toUser(row))
    return toUser(row)
  }))
  return markLookalikes(user)
}
