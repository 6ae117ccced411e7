import { and, desc, eq, inArray, isNull, max } from 'drizzle-orm'
import type { AdminUser, AdminUserDetail } from '#shared/protocol/admin/adminUser'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { sessions, users } from '../../../drizzle/identity/schema'
import { chatDatabase, identityDatabase } from '../../database/databases'
import { AppError } from '../../core/errors'
import type { UserRow } from '../users/profile'

/** One account, deleted ones too, and the rooms it is in. */
export async function getAdminUser(id: number): Promise<AdminUserDetail> {
  const [row] = await identityDatabase().queries.select().from(users).where(eq(users.id, id))
  if (!row) throw new AppError('not_found')
  const seen = await lastSeen([id])
  const own = await chatDatabase().queries.select({ id: rooms.id, name: rooms.name, role: memberships.role })
    .from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(eq(memberships.userId, id), eq(rooms.kind, 'group'), isNull(rooms.deletedAt)))
    .orderBy(desc(rooms.activeAt)).limit(200)
  return { ...toAdminUser(row, seen.get(id) ?? null), rooms: own }
}

export function toAdminUser(row: UserRow, seenAt: Date | null): AdminUser {
  const { id, kind, role, username, displayName, avatarUrl, email } = row
  const muted = row.mutedUntil && row.mutedUntil > new Date() ? row.mutedUntil : null
  return {
    id, kind, role, username, displayName, avatarUrl, email,
    createdAt: row.createdAt.toISOString(),
    seenAt: seenAt?.toISOString() ?? null,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    mutedUntil: muted?.toISOString() ?? null,
    deletedAt: row.deletedAt?.toISOString() ?? null,
  }
}

/** When any session of these people was last used. */
export async function lastSeen(ids: number[]): Promise<Map<number, Date>> {
  if (ids.length === 0) return new Map()
  const rows = await identityDatabase().queries.select({ userId: sessions.userId, seenAt: max(sessions.seenAt) })
    .from(sessions)
    .where(inArray(sessions.userId, ids)).groupBy(sessions.userId)
  return new Map(rows.flatMap(({ userId, seenAt }) => seenAt ? [[userId, seenAt]] : []))
}
