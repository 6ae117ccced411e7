import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Profile, User } from '#shared/protocol/user'
import { users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'

export type UserRow = typeof users.$inferSelect

const { id, kind, role, username, displayName, avatarUrl, createdAt, deletedAt, lookalike } = users
const publicColumns = { id, kind, role, username, displayName, avatarUrl, createdAt, deletedAt, lookalike }

type PublicRow = Pick<UserRow, keyof typeof publicColumns>

/** The public side of many people in one query; ids that never existed are left out. */
export async function getProfiles(ids: Iterable<number>): Promise<Map<number, Profile>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const rows = await identityDatabase().queries.select(publicColumns).from(users).where(inArray(id, wanted))
  return new Map(rows.map(row => [row.id, toProfile(row)]))
}

/** Who has these usernames, by `nameKey`; names that nobody has are left out. */
export async function findProfilesByName(keys: string[]): Promise<Map<string, Profile>> {
  const rows = await identityDatabase().queries.select({ ...publicColumns, key: users.usernameKey }).from(users)
    .where(and(inArray(users.usernameKey, keys), isNull(deletedAt)))
  return new Map(rows.map(row => [row.key ?? '', toProfile(row)]))
}

/** Those of them who can own something: members who are neither disabled nor deleted. */
export async function ableMembers(ids: number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const able = and(inArray(id, ids), eq(kind, 'member'), isNull(deletedAt), isNull(users.disabledAt))
  const rows = await identityDatabase().queries.select({ id }).from(users).where(able)
  return new Set(rows.map(row => row.id))
}

/** The row of a person who is there: accounts that were deleted are not. */
export async function findUser(id: number): Promise<UserRow | undefined> {
  const [row] = await identityDatabase().queries.select().from(users).where(eq(users.id, id))
  return row && !row.deletedAt ? row : undefined
}

/**
 * `lookalike` is never a guest's: it would tell guests, of whichever name they try, whether somebody they may not
 * know of has it. Their mark and username stand beside their name anyway.
 */
export function toProfile(row: PublicRow): Profile {
  return {
    id: row.id,
    kind: row.kind,
    role: row.role,
    username: row.username,
    displayName: row.displayName,
    avatarUrl: row.avatarUrl,
    createdAt: row.createdAt.toISOString(),
    ...(row.deletedAt && { deleted: true as const }),
    ...(row.lookalike && row.kind !== 'guest' && !row.deletedAt && { lookalike: true as const }),
  }
}

/** The caller's own account: for nobody else, it has what concerns the e-mail and the end of a mute. */
export function toUser(row: UserRow): User {
  const muted = row.mutedUntil && row.mutedUntil > new Date() && { mutedUntil: row.mutedUntil.toISOString() }
  const { email, emailVerifiedAt, digest } = row
  return {
    ...toProfile(row),
    ...(email && { email }),
    ...(email && emailVerifiedAt && { emailVerified: true as const }),
    ...(digest === 'off' && { digest }),
    ...muted,
  }
}

/** What others may see of an account: never anything about the e-mail, nor that it is muted. */
export function profileOf(user: User): Profile {
  const { email: _email, emailVerified: _verified, digest: _digest, mutedUntil: _muted, ...profile } = user
  return profile
}
