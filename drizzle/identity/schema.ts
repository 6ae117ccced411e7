import {
  bigint, boolean, datetime, index, int, mediumtext, mysqlEnum, mysqlTable, primaryKey, uniqueIndex, varbinary, varchar,
} from 'drizzle-orm/mysql-core'
import { auditColumns, auditIndexes } from '../audit'

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
  /** The same of the name as it is written, with its capitals; null until it was computed. */
  usernameWritten: varbinary('username_written', { length: 255 }),
  displayName: varchar('display_name', { length: 128 }).notNull(),
  displayKey: varbinary('display_key', { length: 512 }),
  /** UTS 39 skeleton of the display name in small letters; null until it was computed. */
  displaySkeleton: varbinary('display_skeleton', { length: 255 }),
  /** The same of the name as it is written; null until all four were computed as they are now. */
  displayWritten: varbinary('display_written', { length: 255 }),
  /** Another account's name looks like this display name, or did when one of the two was given. */
  lookalike: boolean('lookalike').notNull().default(false),
  email: varchar('email', { length: 254 }),
  emailKey: varbinary('email_key', { length: 512 }),
  /** When the person proved that they read what is sent there; null for an address that anybody may have typed. */
  emailVerifiedAt: instant('email_verified_at'),
  /** Whether the person is told by e-mail what they missed. */
  digest: mysqlEnum('digest', ['daily', 'off']).notNull().default('daily'),
  digestAt: instant('digest_at'),
  passwordHash: varchar('password_hash', { length: 255 }),
  avatarUrl: varchar('avatar_url', { length: 255 }),
  createdAt: instant('created_at').notNull(),
  /** When the person was brought into the square of the chat database; null until that is known to be done. */
  welcomedAt: instant('welcomed_at'),
  /** Set by an admin: no session begins or goes on. */
  disabledAt: instant('disabled_at'),
  /** Until then nothing can be written anywhere. */
  mutedUntil: instant('muted_until'),
  /** Who may add the person to a room. */
  addableBy: mysqlEnum('addable_by', ['everyone', 'companions', 'nobody']).notNull().default('everyone'),
  /** What the person has chosen to be seen as; `auto` follows what they do. */
  presence: mysqlEnum('presence', ['auto', 'away', 'dnd']).notNull().default('auto'),
  presenceText: varchar('presence_text', { length: 200 }).notNull().default(''),
  presenceHidden: boolean('presence_hidden').notNull().default(false),
  /** Others see how far the person has read, and the other way round. */
  sharesReading: boolean('shares_reading').notNull().default(true),
  /** Grows with each change of these four: of two that a node has read the later one counts. */
  presenceVersion: id('presence_version').notNull().default(0),
  /** When the last connection of the person closed; while there is one, to some minutes. */
  lastSeenAt: instant('last_seen_at'),
  deletedAt: instant('deleted_at'),
}, table => [
  uniqueIndex('users_username_key').on(table.usernameKey),
  uniqueIndex('users_email_key').on(table.emailKey),
  index('users_username_skeleton').on(table.usernameSkeleton),
  index('users_display_key').on(table.displayKey),
  index('users_display_skeleton').on(table.displaySkeleton),
  index('users_username_written').on(table.usernameWritten),
  index('users_display_written').on(table.displayWritten),
  index('users_role').on(table.role),
  index('users_kind').on(table.kind),
  index('users_created').on(table.createdAt),
  index('users_disabled').on(table.disabledAt),
  index('users_muted').on(table.mutedUntil),
  index('users_deleted').on(table.deletedAt),
])

/**
 * What usernames look like, by the SHA-256 of the skeleton: whoever takes a name writes the row of its look, so that of
 * two that look alike one comes after the other. Rows stay for good.
 */
export const usernameLooks = mysqlTable('username_looks', {
  look: varbinary('look', { length: 64 }).primaryKey(),
  /** Only to be written: two nodes of a Galera cluster find each other by what they write. */
  claims: id('claims').notNull().default(0),
})

/** Names of accounts that were deleted: nobody else goes by them for a while. */
export const retiredNames = mysqlTable('retired_names', {
  id: id('id').autoincrement().primaryKey(),
  usernameKey: varbinary('username_key', { length: 255 }).notNull(),
  usernameSkeleton: varbinary('username_skeleton', { length: 255 }).notNull(),
  usernameWritten: varbinary('username_written', { length: 255 }),
  expiresAt: instant('expires_at').notNull(),
}, table => [
  index('retired_names_skeleton').on(table.usernameSkeleton),
  index('retired_names_written').on(table.usernameWritten),
  index('retired_names_expires').on(table.expiresAt),
])

/** Sessions, by the SHA-256 of the token that the browser holds. */
export const sessions = mysqlTable('sessions', {
  id: varbinary('id', { length: 64 }).primaryKey(),
  userId: id('user_id').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  /** When it was last used, to some minutes. */
  seenAt: instant('seen_at'),
  /** Where it began: what a ban of an account's address refers to. */
  address: varchar('address', { length: 64 }),
  userAgent: varchar('user_agent', { length: 255 }),
  /** When the person last gave their password in it; null for guests. */
  confirmedAt: instant('confirmed_at'),
  /** What `id` was before the token was renewed: sockets that were opened with it belong to this session still. */
  previousId: varbinary('previous_id', { length: 64 }),
}, table => [
  index('sessions_user').on(table.userId),
  index('sessions_previous').on(table.previousId),
  index('sessions_expires').on(table.expiresAt),
])

/**
 * Browsers and addresses that an account was logged in from, by the SHA-256 of the browser's token or of the address:
 * guesses made elsewhere do not slow a log-in from there.
 */
export const loginPlaces = mysqlTable('login_places', {
  userId: id('user_id').notNull(),
  place: varbinary('place', { length: 64 }).notNull(),
  seenAt: instant('seen_at').notNull(),
}, table => [
  primaryKey({ columns: [table.userId, table.place] }),
  index('login_places_place').on(table.place),
  index('login_places_seen').on(table.seenAt),
])

/**
 * What concerns the safety of an account, for its own person. Failed log-ins of an hour are one row, found by `bucket`.
 */
export const securityEvents = mysqlTable('security_events', {
  id: id('id').autoincrement().primaryKey(),
  userId: id('user_id').notNull(),
  kind: varchar('kind', { length: 32 }).notNull(),
  /** The hour, for kinds that are counted; null for the others, which are a row each. */
  bucket: id('bucket'),
  count: int('count', { unsigned: true }).notNull().default(1),
  createdAt: instant('created_at').notNull(),
  address: varchar('address', { length: 64 }).notNull(),
  userAgent: varchar('user_agent', { length: 255 }).notNull(),
}, table => [
  uniqueIndex('security_events_bucket').on(table.userId, table.kind, table.bucket),
  index('security_events_user').on(table.userId, table.id),
  index('security_events_created').on(table.createdAt),
])

/**
 * Addresses of sessions that ended lately: a ban reaches who has logged out, too. Kept for some days,
 * and gone with the account.
 */
export const pastAddresses = mysqlTable('past_addresses', {
  userId: id('user_id').notNull(),
  address: varchar('address', { length: 64 }).notNull(),
  endedAt: instant('ended_at').notNull(),
}, table => [
  primaryKey({ columns: [table.userId, table.address] }),
  index('past_addresses_ended').on(table.endedAt),
])

/** One-time secrets, by their SHA-256: the link that makes the first admin, and links for a new password. */
export const tokens = mysqlTable('tokens', {
  id: varbinary('id', { length: 64 }).primaryKey(),
  purpose: mysqlEnum('purpose', ['setup', 'password']).notNull(),
  userId: id('user_id'),
  /** The admin who made it; null for the one at the machine. */
  createdBy: id('created_by'),
  /** The address that the link was sent to: who uses it reads what comes there. Null for a link that was handed out. */
  emailKey: varbinary('email_key', { length: 512 }),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
}, table => [
  index('tokens_user').on(table.userId),
])

/** What other applications prove themselves with; by the SHA-256 of the secret. */
export const apiTokens = mysqlTable('api_tokens', {
  id: id('id').autoincrement().primaryKey(),
  tokenHash: varbinary('token_hash', { length: 64 }).notNull(),
  name: varchar('name', { length: 100 }).notNull(),
  scopes: varchar('scopes', { length: 200 }).notNull(),
  createdBy: id('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at'),
  /** To the minute. */
  lastUsedAt: instant('last_used_at'),
  revokedAt: instant('revoked_at'),
}, table => [
  uniqueIndex('api_tokens_hash').on(table.tokenHash),
])

/**
 * Row 1: `version` grows with everything that every node keeps in memory (settings, mutes and bans). Row
 * 2: the key of the cursors. Row 3: the keys with which push services are addressed.
 */
export const settings = mysqlTable('settings', {
  id: int('id').primaryKey(),
  version: id('version').notNull(),
  value: mediumtext('value').notNull(),
})

/** Links that let somebody register while registration is by invitation; by the SHA-256 of the link's secret. */
export const invitations = mysqlTable('invitations', {
  id: id('id').autoincrement().primaryKey(),
  tokenHash: varbinary('token_hash', { length: 64 }).notNull(),
  note: varchar('note', { length: 160 }).notNull(),
  maxUses: int('max_uses', { unsigned: true }).notNull(),
  uses: int('uses', { unsigned: true }).notNull().default(0),
  createdBy: id('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  revokedAt: instant('revoked_at'),
}, table => [
  uniqueIndex('invitations_token').on(table.tokenHash),
])

/** Addresses from which nobody may enter, register or log in. */
export const bans = mysqlTable('bans', {
  id: id('id').autoincrement().primaryKey(),
  address: varchar('address', { length: 64 }).notNull(),
  /** The account whose address it was. */
  userId: id('user_id'),
  createdBy: id('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at'),
}, table => [
  uniqueIndex('bans_address').on(table.address),
])

/** What an admin has to say to a person; shown until they have read it. */
export const warnings = mysqlTable('warnings', {
  id: id('id').autoincrement().primaryKey(),
  userId: id('user_id').notNull(),
  text: varchar('text', { length: 2000 }).notNull(),
  createdAt: instant('created_at').notNull(),
  readAt: instant('read_at'),
}, table => [
  index('warnings_user').on(table.userId, table.readAt),
])

/** What admins did to accounts and settings, written in the transaction of the change. Rows are only ever added. */
export const audit = mysqlTable('audit', auditColumns(), auditIndexes)
