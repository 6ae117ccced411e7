import { bigint, datetime, index, int, mysqlEnum, mysqlTable, varbinary, varchar } from 'drizzle-orm/mysql-core'

const id = (name: string) => bigint(name, { mode: 'number', unsigned: true })
const instant = (name: string) => datetime(name, { mode: 'date', fsp: 3 })
const kind = () => mysqlEnum('kind', ['verification', 'reset', 'notice', 'digest', 'resume', 'answer']).notNull()

/**
 * E-mails that are to be sent. What they say is written right before each attempt, so neither a text nor a secret of a
 * link is ever here.
 */
export const mails = mysqlTable('mails', {
  id: id('id').autoincrement().primaryKey(),
  kind: kind(),
  /** Null for a reset and a resume: whose address it is, if anybody's, is looked up when it is sent. */
  userId: id('user_id'),
  address: varchar('address', { length: 254 }).notNull(),
  /** Of a digest and an answer: from when on it tells what was missed. */
  since: instant('since'),
  /** Of a resume the inbox, of an answer the case. */
  ref: id('ref'),
  attempts: int('attempts', { unsigned: true }).notNull().default(0),
  createdAt: instant('created_at').notNull(),
  /** When it is tried (again); while a node sends it, when another node may. */
  nextAt: instant('next_at').notNull(),
}, table => [
  index('mails_next').on(table.nextAt),
  index('mails_user').on(table.userId),
])

/** E-mails that could not be sent, for admins. */
export const mailDeadLetters = mysqlTable('mail_dead_letters', {
  id: id('id').autoincrement().primaryKey(),
  kind: kind(),
  userId: id('user_id'),
  attempts: int('attempts', { unsigned: true }).notNull(),
  /** The code of the last answer (RFC 5321), or what kept it from coming. */
  reason: varchar('reason', { length: 40 }).notNull(),
  createdAt: instant('created_at').notNull(),
  diedAt: instant('died_at').notNull(),
}, table => [
  index('mail_dead_letters_died').on(table.diedAt),
])

/** One-time secrets that prove who reads an address, by their SHA-256. */
export const emailTokens = mysqlTable('email_tokens', {
  id: varbinary('id', { length: 64 }).primaryKey(),
  userId: id('user_id').notNull(),
  emailKey: varbinary('email_key', { length: 512 }).notNull(),
  expiresAt: instant('expires_at').notNull(),
}, table => [
  index('email_tokens_user').on(table.userId),
  index('email_tokens_expires').on(table.expiresAt),
])
