import { randomBytes } from 'node:crypto'
import { and, eq, gt, inArray, lt } from 'drizzle-orm'
import { socketTickets } from '../../../drizzle/identity/support'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { findSessionCaller, tokenHash } from './session'
import type { Caller } from './session'

const lifeMs = 30_000
/** So many that are over go with each new one. */
const tidied = 20

/** Opens one socket in the name of a session, once and within 30 s, on any node; it is stored as its hash. */
export async function issueSocketTicket(sessionId: string): Promise<string> {
  const ticket = randomBytes(32).toString('base64url')
  const row = { id: tokenHash(ticket), sessionId, expiresAt: new Date(Date.now() + lifeMs) }
  const over = await expiredTickets()
  await transaction(identityDatabase().pool, async (tx) => {
    await tx.insert(socketTickets).values(row)
    if (over.length > 0) await tx.delete(socketTickets).where(inArray(socketTickets.id, over))
  })
  return ticket
}

/** Read without a lock and deleted by key: a range would lock what others are inserting. */
async function expiredTickets(): Promise<string[]> {
  const { id, expiresAt } = socketTickets
  const rows = await identityDatabase().queries.select({ id }).from(socketTickets)
    .where(lt(expiresAt, new Date())).orderBy(id).limit(tidied)
  return rows.map(row => row.id)
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
