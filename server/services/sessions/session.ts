import { createHash, randomBytes } from 'node:crypto'
import { and, eq, inArray, isNull, ne, or } from 'drizzle-orm'
import { Lucia, TimeSpan } from 'lucia'
import type { User } from '#shared/protocol/user'
import { sessions, users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { toUser } from '../users/profile'
import { keepAddresses } from './pastAddress'
import { noteSeen } from './lastSeen'
import { absoluteEnd, sessionAdapter } from './sessionAdapter'
import type { UserRow } from '../users/profile'

declare module 'lucia' {
  interface Register {
    Lucia: typeof lucia
    UserId: number
    DatabaseUserAttributes: UserRow
    DatabaseSessionAttributes: { createdAt: Date, confirmedAt: Date | null, seenAt: Date | null } & Device
  }
}

/** Where a session began, for its person and for admins. */
export interface Device {
  address: string
  userAgent: string
}

const idleDays = 30

/** Who is calling: the account, the session it came with, and whether the square already knows the person. */
export interface Caller {
  user: User
  sessionId: string
  expiresAt: Date
  /** When the person last gave their password in this session. */
  confirmedAt: Date | null
  welcomed: boolean
}

const lucia = new Lucia(sessionAdapter, {
  sessionExpiresIn: new TimeSpan(idleDays, 'd'),
  getUserAttributes: row => ({ row }),
  getSessionAttributes: ({ createdAt, confirmedAt, seenAt }) => ({ createdAt, confirmedAt, seenAt }),
})

interface NewSession extends Device {
  /** It begins with a password. */
  confirmed: boolean
  /** The hash that a log-in was checked against. */
  passwordHash?: string | null
}

/**
 * A new session with a new token; the token is returned once and stored nowhere. With the hash that a login was checked
 * against, `unauthenticated` when it changed meanwhile: a change of password deletes sessions after it is written, so
 * either that deletion or this second look finds the session.
 */
export async function createSession(
  userId: number, { address, userAgent, confirmed, passwordHash }: NewSession,
): Promise<{ token: string, expiresAt: Date }> {
  const token = randomBytes(32).toString('base64url')
  const createdAt = new Date()
  const confirmedAt = confirmed ? createdAt : null
  await lucia.createSession(
    userId,
    { createdAt, confirmedAt, seenAt: createdAt, address, userAgent },
    { sessionId: tokenHash(token) },
  )
  if (passwordHash !== undefined && await currentPasswordHash(userId) !== passwordHash) {
    await lucia.invalidateSession(tokenHash(token))
    throw new AppError('unauthenticated')
  }
  return { token, expiresAt: absoluteEnd(createdAt) }
}

/** The caller a token belongs to, or undefined; throws `unavailable` when that cannot be known. */
export async function findCaller(token: string | undefined): Promise<Caller | undefined> {
  return token && token.length <= 100 ? findSessionCaller(tokenHash(token)) : undefined
}

/** As `findCaller`, by the id of the session. */
export async function findSessionCaller(sessionId: string): Promise<Caller | undefined> {
  const { session, user } = await lucia.validateSession(sessionId)
  if (!session) return undefined
  await noteSeen(session.id, session.seenAt)
  const expiresAt = new Date(Math.min(session.expiresAt.getTime(), absoluteEnd(session.createdAt).getTime()))
  return {
    user: toUser(user.row),
    sessionId: session.id,
    expiresAt,
    confirmedAt: session.confirmedAt,
    welcomed: user.row.welcomedAt !== null,
  }
}

/** What sockets of one browser have in common, without saying what it is. */
export function deviceKey({ address, userAgent }: Device): string {
  return tokenHash(`${address} ${userAgent}`)
}

/**
 * A new token for a session, whose old one ends at once: after a claim and a change of password whoever has the old one
 * is out. Open sockets of the browser that asks stay; those from elsewhere are closed (1012), to reconnect with the new
 * token or not at all. The password was given just now.
 */
export async function renewSession(
  sessionId: string, device: Device,
): Promise<{ token: string, sessionId: string, expiresAt: Date }> {
  const token = randomBytes(32).toString('base64url')
  const id = tokenHash(token)
  await db().update(sessions)
    .set({ id, previousId: sessionId, confirmedAt: new Date() })
    .where(eq(sessions.id, sessionId))
  const [row] = await db().select().from(sessions).where(eq(sessions.id, id))
  if (!row) throw new AppError('unauthenticated')
  bus.publish({ kind: 'session.renewed', sessionId, renewedId: id, from: deviceKey(device) })
  return { token, sessionId: id, expiresAt: absoluteEnd(row.createdAt) }
}

/** Ends one session; its open sockets are closed within a second. */
export async function endSession(sessionId: string): Promise<void> {
  await lucia.invalidateSession(sessionId)
  bus.publish({ kind: 'session.ended', sessionId })
}

/** Ends every session of a person but `exceptId`, and closes their sockets. */
export async function endSessionsOf(userId: number, exceptId?: string): Promise<void> {
  await deleteSessionsOf(db(), userId, exceptId)
  bus.publish({ kind: 'user.sessionsEnded', userId, exceptId })
}

/**
 * In the transaction of a new password, which is never set without ending them. `endSessionsOf` follows its commit, for
 * the sockets, and for a log-in with the old password that came in between.
 */
export async function deleteSessionsOf(tx: Queries, userId: number, exceptId?: string): Promise<void> {
  const mine = eq(sessions.userId, userId)
  await keepAddresses(mine, tx)
  await tx.delete(sessions).where(exceptId ? and(mine, ne(sessions.id, exceptId)) : mine)
}

/**
 * The ids that these sessions have now, which may be newer ones. Those that ended are left out, and those of accounts
 * that may not be used any more, whose sessions may not have been ended yet.
 */
export async function liveSessionIds(ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const named = or(inArray(sessions.id, ids), inArray(sessions.previousId, ids))
  const rows = await db().select({ id: sessions.id, previousId: sessions.previousId }).from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(named, isNull(users.disabledAt), isNull(users.deletedAt)))
  const live = new Map<string, string>()
  for (const { id, previousId } of rows) {
    void noteSeen(id, null)
    live.set(id, id)
    if (previousId) live.set(previousId, id)
  }
  return live
}

export const deleteExpiredSessions = (): Promise<void> => lucia.deleteExpiredSessions()

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

async function currentPasswordHash(userId: number): Promise<string | null | undefined> {
  const [row] = await db().select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, userId))
  return row?.passwordHash
}

function db() {
  return identityDatabase().queries
}
