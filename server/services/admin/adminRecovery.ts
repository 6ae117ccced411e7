import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { AdminUser } from '#shared/protocol/admin/adminUser'
import type { Ban } from '#shared/protocol/admin/adminBan'
import { adminUserListSchema, adminUserSchema } from '#shared/schemas/admin/adminUser'
import { limits } from '#shared/limits'
import { passwordSchema, usernameSchema } from '#shared/schemas/user'
import { users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import { networkOf } from '../../core/address'
import { lockUser } from '../accounts/adminGuard'
import { createAdminUser, updateAdminUser } from './adminUser'
import { listAdminUsers } from './adminUserList'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { liftBan, listBans } from '../moderation/ban'
import { forgetPlaces } from '../sessions/loginPlace'
import { hashPassword } from '../users/password'
import { endPasswordResets } from '../accounts/passwordReset'
import { assertGoodPassword } from '../users/passwordRule'
import { deleteSessionsOf, endSessionsOf } from '../sessions/session'
import { adoptSeededRooms } from '../accounts/seededRoom'
import { needsAdmin } from '../accounts/setup'
import { emailKey } from '../users/user'

/** Who has the machine, and no account: what the audit log names as the place. */
const machine: Actor = { id: null, address: 'npm run admin' }

/** Every account with the role, disabled ones too, by username. */
export function listAdmins(): Promise<AdminUser[]> {
  return all(async (cursor) => {
    const page = await listAdminUsers(
      adminUserListSchema.parse({ role: 'admin', sort: 'username', limit: String(limits.list.max), cursor }),
    )
    return { rows: page.users, cursor: page.cursor }
  })
}

/**
 * Gives the account with this e-mail the role, and enables it; without one, makes it, with the password that
 * `choosePassword` answers. `created` says which.
 */
export async function makeAdmin(
  email: string, choosePassword: () => Promise<string>,
): Promise<{ username: string, created: boolean }> {
  const isFirst = await needsAdmin()
  const known = await findByEmail(email)
  const user = known
    ? await updateAdminUser(machine, known.id, { role: 'admin', disabled: false })
    : await createAdmin(email, await choosePassword())
  if (isFirst) await adoptSeededRooms(user.id)
  return { username: user.username, created: !known }
}

/**
 * Sets a password, voids links for a new one, forgets where the account was used from and ends every session;
 * `not_found` when no account has this e-mail.
 */
export async function resetPassword(
  email: string, choosePassword: () => Promise<string>,
): Promise<{ username: string }> {
  const known = await findByEmail(email)
  if (!known) throw new AppError('not_found')
  const password = checkPassword(await choosePassword())
  await assertGoodPassword(password, known)
  const passwordHash = await hashPassword(password)
  await transaction(identityDatabase().pool, async (tx) => {
    await lockUser(tx, known.id)
    await tx.update(users).set({ passwordHash }).where(eq(users.id, known.id))
    await endPasswordResets(tx, known.id)
    await deleteSessionsOf(tx, known.id)
    await recordAudit(tx, 'identity', machine, { action: 'user.password_reset', target: ['user', known.id] })
  })
  await forgetPlaces(known.id)
  await endSessionsOf(known.id)
  return { username: known.username }
}

/** Lifts the ban of one address, however it is written, or all; answers the addresses. Nodes notice within 2 s. */
export async function liftBans(address?: string): Promise<string[]> {
  const bans = await all<Ban>(async (cursor) => {
    const page = await listBans({ limit: limits.list.max, cursor })
    return { rows: page.bans, cursor: page.cursor }
  })
  const chosen = address === undefined ? bans : bans.filter(ban => networkOf(ban.address) === networkOf(address))
  for (const { id } of chosen) await liftBan(machine, id)
  return chosen.map(ban => ban.address)
}

async function findByEmail(
  email: string,
): Promise<{ id: number, username: string, displayName: string, email: string } | undefined> {
  const [row] = await identityDatabase()
    .queries.select({ id: users.id, username: users.username, displayName: users.displayName })
    .from(users)
    .where(eq(users.emailKey, emailKey(email)))
  return row && { ...row, email }
}

/** Named after the address; where that is no username or is taken, with something random behind it. */
async function createAdmin(email: string, password: string): Promise<{ id: number, username: string }> {
  const wanted = usernameSchema.safeParse(email.split('@')[0]).data ?? 'admin'
  const input = (username: string) =>
    adminUserSchema.parse({ email, username, password: checkPassword(password), role: 'admin' })
  try {
    return await createAdminUser(machine, input(wanted))
  }
  catch (error) {
    if (!(error instanceof AppError && error.code === 'username_taken')) throw error
    return createAdminUser(machine, input(`${wanted.slice(0, 20)}-${randomBytes(3).toString('hex')}`))
  }
}

function checkPassword(password: string): string {
  const checked = passwordSchema.safeParse(password)
  if (!checked.success) throw invalidField('password', checked.error.issues[0]?.message ?? 'invalid')
  return password
}

async function all<T>(load: (cursor: string | undefined) => Promise<{ rows: T[], cursor?: string }>): Promise<T[]> {
  const rows: T[] = []
  for (let page = await load(undefined); ; page = await load(page.cursor)) {
    rows.push(...page.rows)
    if (!page.cursor) return rows
  }
}
