import { createHash } from 'node:crypto'
import { and, desc, eq, gt } from 'drizzle-orm'
import type { AdminSession } from '#shared/protocol/admin/adminUser'
import type { OwnSession } from '#shared/protocol/session'
import { sessions } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { pastAddressesOf } from './pastAddress'
import { endSession } from './session'
import type { Caller } from './session'

const atMost = 200

/** The devices of an account, the newest first. */
export async function listUserSessions(userId: number): Promise<AdminSession[]> {
  const rows = await selectSessions(userId)
  return rows.map(row => ({
    id: handleOf(row.id), createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt.toISOString(),
    seenAt: row.seenAt?.toISOString() ?? null, address: row.address, userAgent: row.userAgent,
  }))
}

/** The person's own sessions, the newest first; the one that asks is marked. */
export async function listOwnSessions({ user, sessionId }: Pick<Caller, 'user' | 'sessionId'>): Promise<OwnSession[]> {
  const current = handleOf(sessionId)
  return (await listUserSessions(user.id)).map(session => ({ ...session, current: session.id === current }))
}

/** Ends a session of the person's own, also the one that asks; its sockets close. `not_found` for any other. */
export async function endOwnSession(
  { user, sessionId }: Pick<Caller, 'user' | 'sessionId'>, handle: string,
): Promise<{ current: boolean }> {
  const session = (await selectSessions(user.id)).find(row => handleOf(row.id) === handle)
  if (!session) throw new AppError('not_found')
  await endSession(session.id)
  return { current: session.id === sessionId }
}

/** Logs one device out; its sockets close. */
export async function endUserSession(actor: Actor, userId: number, handle: string): Promise<void> {
  const session = (await selectSessions(userId)).find(row => handleOf(row.id) === handle)
  if (!session) throw new AppError('not_found')
  const before = { address: session.address, userAgent: session.userAgent, createdAt: session.createdAt }
  await transaction(identityDatabase().pool, tx =>
    recordAudit(tx, 'identity', actor, { action: 'user.device_signed_out', target: ['user', userId], before }))
  await endSession(session.id)
}

/** The addresses that an account is used from or was in the last days, for a ban. */
export async function addressesOf(userId: number): Promise<string[]> {
  const present = (await selectSessions(userId)).flatMap(row => row.address || [])
  return [...new Set([...present, ...await pastAddressesOf(userId)])]
}

/** Those that have not run out. */
function selectSessions(userId: number) {
  return identityDatabase().queries.select().from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, new Date())))
    .orderBy(desc(sessions.createdAt)).limit(atMost)
}

/** A name for a session by which nobody can find it in the table. */
function handleOf(id: string): string {
  return createHash('sha256').update(`session ${id}`).digest('hex').slice(0, 24)
}
