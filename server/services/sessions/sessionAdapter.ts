import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import type { Adapter, DatabaseSession } from 'lucia'
import { sessions, users } from '../../../drizzle/identity/schema'
import { createBatcher } from '../../database/batcher'
import { identityDatabase } from '../../database/databases'
import { prepared } from '../../database/prepared'
import { keepAddresses } from './pastAddress'

const absoluteDays = 180
const expiredAtOnce = 500

const selectOne = prepared(identityDatabase, queries =>
  queries.select().from(sessions)
    .leftJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, sql.placeholder('id')))
    .prepare(),
)

const findSession = createBatcher(async (ids: string[]) => {
  const rows = ids.length === 1
    ? await selectOne().execute({ id: ids[0] })
    : await db().select().from(sessions).leftJoin(users, eq(users.id, sessions.userId)).where(inArray(sessions.id, ids))
  return new Map(rows.map(row => [row.sessions.id, row]))
})

/**
 * The table behind lucia. It only ever sees the SHA-256 of a token, and a session ends after 180 days however often it
 * was used: lucia itself would slide for ever.
 */
export const sessionAdapter: Adapter = {
  async getSessionAndUser(id) {
    const row = await findSession(id)
    if (!row || absoluteEnd(row.sessions.createdAt) <= new Date()) return [null, null]
    const user = row.users && !row.users.deletedAt && !row.users.disabledAt
      ? { id: row.users.id, attributes: row.users }
      : null
    return [toDatabaseSession(row.sessions), user]
  },
  async getUserSessions(userId) {
    const rows = await db().select().from(sessions).where(eq(sessions.userId, userId))
    return rows.map(toDatabaseSession)
  },
  async setSession(session) {
    const { createdAt, confirmedAt, address, userAgent } = session.attributes
    await db().insert(sessions).values({
      id: session.id, userId: session.userId, createdAt, expiresAt: session.expiresAt, seenAt: createdAt, confirmedAt,
      address: address.slice(0, 64), userAgent: userAgent.slice(0, 255),
    })
  },
  // Never beyond its absolute end: what else looks at sessions, pushes for example, looks at `expires_at` alone.
  async updateSessionExpiration(id, expiresAt) {
    const at = sql.param(expiresAt, sessions.expiresAt)
    await db().update(sessions)
      .set({ expiresAt: sql`LEAST(${at}, ${sessions.createdAt} + INTERVAL ${absoluteDays} DAY)` })
      .where(eq(sessions.id, id))
  },
  async deleteSession(id) {
    await keepAddresses(eq(sessions.id, id))
    await db().delete(sessions).where(eq(sessions.id, id))
  },
  async deleteUserSessions(userId) {
    await db().delete(sessions).where(eq(sessions.userId, userId))
  },
  async deleteExpiredSessions() {
    const expired = lt(sessions.expiresAt, new Date())
    for (let found = expiredAtOnce; found === expiredAtOnce;) {
      const rows = await db().select({ id: sessions.id }).from(sessions).where(expired).limit(expiredAtOnce)
      // By their keys, as everybody else locks them: along the index of the ends it would meet a session
      // that is being prolonged.
      if (rows.length > 0) {
        const ids = rows.map(row => row.id)
        await db().delete(sessions).where(and(inArray(sessions.id, ids), expired))
      }
      found = rows.length
    }
  },
}

/** When a session ends, however often it was used. */
export function absoluteEnd(createdAt: Date): Date {
  return new Date(createdAt.getTime() + absoluteDays * 86_400_000)
}

function toDatabaseSession(row: typeof sessions.$inferSelect): DatabaseSession {
  return {
    id: row.id,
    userId: row.userId,
    expiresAt: row.expiresAt,
    attributes: {
      createdAt: row.createdAt,
      confirmedAt: row.confirmedAt,
      seenAt: row.seenAt,
      address: row.address ?? '',
      userAgent: row.userAgent ?? '',
    },
  }
}

function db() {
  return identityDatabase().queries
}
