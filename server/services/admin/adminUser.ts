import { eq } from 'drizzle-orm'
import type { AdminUserDetail } from '#shared/protocol/admin/adminUser'
import type { AdminUserInput, AdminUserPatch } from '#shared/schemas/admin/adminUser'
import { users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { announceUser, eraseAccount } from '../accounts/account'
import { assertAnotherAdmin, lockUser } from '../accounts/adminGuard'
import { addressChanged, addressColumns } from '../accounts/emailAddress'
import { queueVerification } from '../accounts/emailVerification'
import { getAdminUser } from './adminUserDetail'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { displayColumns, markLookalikes } from '../users/lookalike'
import { writeNameParts } from '../users/namePart'
import { assertGoodPassword } from '../users/passwordRule'
import { advancePolicy, announcePolicy } from '../settings/policy'
import { findUser, toUser } from '../users/profile'
import type { UserRow } from '../users/profile'
import { endSessionsOf } from '../sessions/session'
import { registerUser } from '../users/user'
import { claimUsername, prepareUsername, refuseDuplicates } from '../users/username'
import { completeWelcome } from '../accounts/welcome'

/** A new member with the password that the admin chose, already in the square; whatever the registration is set to. */
export async function createAdminUser(actor: Actor, { role, ...input }: AdminUserInput): Promise<AdminUserDetail> {
  await assertGoodPassword(input.password, input)
  const user = await registerUser(input, role, async (tx, made) => {
    const { id, username, displayName, email } = made
    await queueVerification(tx, made)
    await recordAudit(tx, 'identity', actor, {
      action: 'user.created',
      target: ['user', id],
      after: { username, displayName, email, role },
    })
  })
  await completeWelcome(user)
  return getAdminUser(user.id)
}

/**
 * Changes an account. Disabling ends its sessions and closes their sockets; a mute is in force on every node within
 * 2 s; the last admin can neither be disabled nor get another role (`last_admin`). All of it or nothing.
 */
export async function updateAdminUser(actor: Actor, id: number, patch: AdminUserPatch): Promise<AdminUserDetail> {
  const { username } = patch
  const renamed = username !== undefined && username !== (await findUser(id))?.username
  const wanted = renamed ? await prepareUsername(username, id) : undefined
  const { before, after } = await refuseDuplicates(() => transaction(identityDatabase().pool, async (tx) => {
    const keys = wanted && await claimUsername(tx, wanted)
    const row = await lockUser(tx, id)
    if (losesAdmin(row, patch)) await assertAnotherAdmin(tx, row, actor)
    const fields = { ...fieldsOf(row, patch), ...(keys && { username, ...keys }) }
    const named = fields.username !== undefined || fields.displayName !== undefined
    if (Object.keys(fields).length > 0) {
      await tx.update(users)
        .set({ ...fields, ...(named && { lookalike: false }) })
        .where(eq(users.id, id))
      await writeNameParts(tx, { ...row, ...fields })
    }
    if (fields.email) await addressChanged(tx, row, fields.email)
    await recordChanges(tx, actor, row, fields)
    if (fields.mutedUntil !== undefined) await advancePolicy(tx)
    return { before: row, after: { ...row, ...fields, ...(named && { lookalike: false }) } }
  }))
  if (after.disabledAt) await endSessionsOf(id)
  if (after.mutedUntil !== before.mutedUntil) await announceMute(after)
  if (after.role !== before.role || after.username !== before.username || after.displayName !== before.displayName) {
    await announceUser(await markLookalikes(toUser(after)))
  }
  return getAdminUser(id)
}

/**
 * Mutes an account until then, and notifies the person. A mute that lasts longer stays as it is: lifting or shortening
 * one is a decision of its own.
 */
export async function muteUser(actor: Actor, id: number, until: Date): Promise<void> {
  const muted = await transaction(identityDatabase().pool, async (tx) => {
    const row = await lockUser(tx, id)
    if (row.mutedUntil && row.mutedUntil >= until) return undefined
    await tx.update(users).set({ mutedUntil: until }).where(eq(users.id, id))
    await recordChanges(tx, actor, row, { mutedUntil: until })
    await advancePolicy(tx)
    return { ...row, mutedUntil: until }
  })
  if (muted) await announceMute(muted)
}

/** Deletes an account as its owner could: what names the person goes, messages stay under "deleted user". */
export async function deleteAdminUser(actor: Actor, id: number): Promise<void> {
  await eraseAccount(id, async (tx, row) => {
    if (row.role === 'admin') await assertAnotherAdmin(tx, row, actor)
    const { username, displayName, email, kind, role } = row
    await recordAudit(tx, 'identity', actor, {
      action: 'user.deleted',
      target: ['user', id],
      before: { username, displayName, email, kind, role },
    })
  })
}

/** Logs a person out everywhere. */
export async function endAllSessions(actor: Actor, id: number): Promise<void> {
  await transaction(identityDatabase().pool, async (tx) => {
    await lockUser(tx, id)
    await recordAudit(tx, 'identity', actor, { action: 'user.signed_out', target: ['user', id] })
  })
  await endSessionsOf(id)
}

/** In force here before the person hears of it. */
async function announceMute({ id, mutedUntil }: UserRow): Promise<void> {
  await announcePolicy()
  const until = mutedUntil && mutedUntil > new Date() ? mutedUntil.toISOString() : null
  bus.publish({ kind: 'user', userId: id, events: [{ type: 'account.muted', mutedUntil: until }] })
}

function losesAdmin(row: UserRow, patch: AdminUserPatch): boolean {
  return row.role === 'admin' && (patch.disabled === true || (patch.role !== undefined && patch.role !== 'admin'))
}

/** What really changes, as columns, but for the username. */
function fieldsOf(row: UserRow, patch: AdminUserPatch): Partial<UserRow> {
  if (row.kind !== 'member' && (patch.email !== undefined || (patch.role !== undefined && patch.role !== 'user'))) {
    throw new AppError('conflict')
  }
  const { displayName, email, role, disabled, mutedUntil } = patch
  return {
    ...(displayName !== undefined && displayName !== row.displayName && displayColumns(displayName)),
    ...(email !== undefined && email !== row.email && addressColumns(row, email)),
    ...(role !== undefined && role !== row.role && { role }),
    ...(disabled !== undefined && disabled !== (row.disabledAt !== null)
      && { disabledAt: disabled ? new Date() : null }),
    ...(mutedUntil !== undefined && mutedUntil?.getTime() !== row.mutedUntil?.getTime() && { mutedUntil }),
  }
}

/** One entry for each kind of change, so that the log can be asked for it. */
async function recordChanges(tx: Queries, actor: Actor, row: UserRow, fields: Partial<UserRow>): Promise<void> {
  const kinds: [string, (keyof UserRow)[]][] = [
    ['user.updated', ['username', 'displayName', 'email']],
    ['user.role_changed', ['role']],
    [fields.disabledAt ? 'user.disabled' : 'user.enabled', ['disabledAt']],
    [fields.mutedUntil ? 'user.muted' : 'user.unmuted', ['mutedUntil']],
  ]
  for (const [action, keys] of kinds) {
    const changed = keys.filter(key => fields[key] !== undefined)
    if (changed.length === 0) continue
    const pick = (from: Partial<UserRow>) => Object.fromEntries(changed.map(key => [key, from[key]]))
    await recordAudit(tx, 'identity', actor, {
      action,
      target: ['user', row.id],
      before: pick(row),
      after: pick(fields),
    })
  }
}
