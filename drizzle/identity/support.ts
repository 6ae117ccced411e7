import { bigint, datetime, index, mysqlTable, uniqueIndex, varbinary, varchar } from 'drizzle-orm/mysql-core'

const id = (name: string) => bigint(name, { mode: 'number', unsigned: true })
const instant = (name: string) => datetime(name, { mode: 'date', fsp: 3 })

/** Customers of one inbox each: their name need not be unique, and a token is all that leads back to them. */
export const supportCustomers = mysqlTable('support_customers', {
  userId: id('user_id').primaryKey(),
  inboxId: id('inbox_id').notNull(),
  /** SHA-256 of the id that the host's server has signed; null for who is known by nothing but the token. */
  externalKey: varbinary('external_key', { length: 64 }),
  externalId: varchar('external_id', { length: 200 }),
  /** As the customer or the host gave it: nobody has checked it. */
  email: varchar('email', { length: 254 }),
  /** Since when nothing is sent to the address any more, whoever gives it in this inbox. */
  mailOffAt: instant('mail_off_at'),
}, table => [
  uniqueIndex('support_customers_external').on(table.inboxId, table.externalKey),
  index('support_customers_email').on(table.inboxId, table.email),
])

/** Links that make a customer of another device the same one, once; by the SHA-256 of the token. */
export const supportResumeTokens = mysqlTable('support_resume_tokens', {
  id: varbinary('id', { length: 64 }).primaryKey(),
  userId: id('user_id').notNull(),
  inboxId: id('inbox_id').notNull(),
  /** Which case the link is about; null for none in particular. */
  caseId: id('case_id'),
  expiresAt: instant('expires_at').notNull(),
}, table => [
  index('support_resume_tokens_user').on(table.userId),
  index('support_resume_tokens_expires').on(table.expiresAt),
])

/** Open one socket each, once and soon, in place of a cookie; by the SHA-256 of the ticket. */
export const socketTickets = mysqlTable('socket_tickets', {
  id: varbinary('id', { length: 64 }).primaryKey(),
  sessionId: varbinary('session_id', { length: 64 }).notNull(),
  expiresAt: instant('expires_at').notNull(),
}, table => [
  index('socket_tickets_expires').on(table.expiresAt),
])
