import { randomBytes } from 'node:crypto'
import { and, eq, gt, lt } from 'drizzle-orm'
import { socketTickets } from '../../../drizzle/identity/support'
import { identityDatabase } from '../../database/databases'
import { findSessionCaller, tokenHash } from './session'
import type { Caller } from './session'

const lifeMs = 30_000

/** Opens one socket in the name of a session, once and within 30 s, on any node; it is stored as its hash. */
export async function issueSocketTicket(sessionId: string): Promise<string> {
  const ticket = randomBytes(32).toString('base64url')
  const now = Date.now()
  const { queries } = identityDatabase()
  await queries.delete(socketTickets).where(lt(socketTickets.expiresAt, new Date(now)))
  await queries.insert(socketTickets)
    .values({ id: tokenHash(ticket), sessionId, expiresAt: new Date(now + lifeMs) })
  return ticket
}

/** Whose ticket it is, of two who come with it at once for one alone; undefined when it was used, is over or forged. */
export async function redeemSocketTicket(ticket: string): Promise<Caller | undefined> {
  if (!/^[\w-]{43}$/.test(ticket)) return undefined
  const { queries } = identityDatabase()
  const good = and(eq(socketTickets.id, tokenHash(ticket)), gt(socketTickets.expiresAt, new Date()))
  const [row] = await queries.select().from(socketTickets).where(good)
  if (!row) return undefined
  const [deleted] = await queries.delete(socketTickets).where(good)
  return deleted.affectedRows === 1 ? findSessionCaller(String(row.sessionId)) : undefined
}
