import { bigint, datetime, index, mysqlEnum, mysqlTable, uniqueIndex, varbinary, varchar } from 'drizzle-orm/mysql-core'

const id = (name: string) => bigint(name, { mode: 'number', unsigned: true })
const instant = (name: string) => datetime(name, { mode: 'date', fsp: 3 })

/**
 * People. Keys are compared byte by byte (VARBINARY): collations fold characters that differ.
 * A deleted account keeps its row, so that its messages keep an author, and loses everything that names a person.
 */
export const users = mysqlTable('users', {
  id: id('id').autoincrement().primaryKey(),
  kind: mysqlEnum('kind', ['member', 'guest', 'customer', 'bot']).notNull(),
  role: mysqlEnum('role', ['user', 'agent', 'admin']).notNull().default('user'),
  username: varchar('username', { length: 64 }).notNull(),
  /** Null for customers and deleted accounts: their names need not be unique. */
  usernameKey: varbinary('username_key', { length: 255 }),
  /** UTS 39 skeleton of the key, to find names that look the same. */
  usernameSkeleton: varbinary('username_skeleton', { length: 255 }),
  displayName: varchar('display_name', { length: 128 }).notNull(),
  displayKey: varbinary('display_key', { length: 512 }),
  email: varchar('email', { length: 254 }),
  emailKey: varbinary('email_key', { length: 512 }),
  passwordHash: varchar('password_hash', { length: 255 }),
  avatarUrl: varchar('avatar_url', { length: 255 }),
  createdAt: instant('created_at').notNull(),
  /** When the person was brought into the square of the chat database; null until that is known to be done. */
  welcomedAt: instant('welcomed_at'),
  deletedAt: instant('deleted_at'),
}, table => [
  uniqueIndex('users_username_key').on(table.usernameKey),
  uniqueIndex('users_email_key').on(table.emailKey),
  index('users_username_skeleton').on(table.usernameSkeleton),
  index('users_display_key').on(table.displayKey),
  index('users_role').on(table.role),
])

/** Sessions, by the SHA-256 of the token that the browser holds. */
export const sessions = mysqlTable('sessions', {
  id: varbinary('id', { length: 64 }).primaryKey(),
  userId: id('user_id').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
}, table => [
  index('sessions_user').on(table.userId),
  index('sessions_expires').on(table.expiresAt),
])

/** One-time secrets, by their SHA-256: the link that makes the first admin. */
export const tokens = mysqlTable('tokens', {
  id: varbinary('id', { length: 64 }).primaryKey(),
  purpose: mysqlEnum('purpose', ['setup']).notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
})
