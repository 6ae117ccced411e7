import { createHash } from 'node:crypto'
import { desc, eq } from 'drizzle-orm'
import type { AdminSession } from '#shared/admin'
import { sessions } from '../../drizzle/identity/schema'
import { identityDatabase } from '../database/databases'
import { transaction } from '../database/transaction'
import { AppError } from '../errors'
import { recordAudit } from './audit'
import type { Actor } from './audit'
import { endSession } from './session'

const atMost = 200

/** The devices of an account, the newest first. */
export async function listUserSessions(userId: number): Promise<AdminSession[]> {
  const rows = await selectSessions(userId)
  return rows.map(row => ({
    id: handleOf(row.id), createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt.toISOString(),
    seenAt: row.seenAt?.toISOString() ?? null, address: row.address, userAgent: row.userAgent,
  }))
}

/** Signs one device out; its sockets close. */
export async function endUserSession(actor: Actor, userId: number, handle: string): Promise<void> {
  const session = (await selectSessions(userId)).find(row => handleOf(row.id) === handle)
  if (!session) throw new AppError('not_found')
  const before = { address: session.address, userAgent: session.userAgent, createdAt: session.createdAt }
  await transaction(identityDatabase().pool, tx =>
    recordAudit(tx, 'identity', actor, { action: 'user.device_signed_out', target: ['user', userId], before }))
  await endSession(session.id)
}

/** The addresses that an account was used from, for a ban. */
export async function addressesOf(userId: number): Promise<string[]> {
  return [...new Set((await selectSessions(userId)).flatMap(row => row.address || []))]
}

function selectSessions(userId: number) {
  return identityDatabase().queries.select().from(sessions).where(eq(sessions.userId, userId)).orderBy(desc(sessions.createdAt)).limit(atMost)
}

/** A name for a session by which nobody can find it in the table. */
function handleOf(id: string): string {
  return createHash('sha256').update(`session ${id}`).digest('hex').slice(0, 24)
}
