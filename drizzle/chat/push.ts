import { bigint, datetime, index, int, mysqlTable, primaryKey, varchar } from 'drizzle-orm/mysql-core'

const id = (name: string) => bigint(name, { mode: 'number', unsigned: true })
const instant = (name: string) => datetime(name, { mode: 'date', fsp: 3 })

/**
 * New messages of a room that nobody has looked at yet for who is to be pushed, written with them. A row is gone as
 * soon as its deliveries are written; the table is nearly always empty, so it has no index but its key.
 */
export const outbox = mysqlTable('outbox', {
  id: id('id').autoincrement().primaryKey(),
  roomId: id('room_id').notNull(),
  firstSeq: id('first_seq').notNull(),
  lastSeq: id('last_seq').notNull(),
  claims: int('claims', { unsigned: true }).notNull().default(0),
  leaseUntil: instant('lease_until'),
})

/** What is to be sent to a device about a room; newer messages move `last_seq` on. */
export const pushDeliveries = mysqlTable('push_deliveries', {
  subscriptionId: id('subscription_id').notNull(),
  roomId: id('room_id').notNull(),
  userId: id('user_id').notNull(),
  /** Of the push service; empty for what was written before it was noted. */
  host: varchar('host', { length: 255 }).notNull().default(''),
  firstSeq: id('first_seq').notNull(),
  lastSeq: id('last_seq').notNull(),
  attempts: int('attempts', { unsigned: true }).notNull().default(0),
  createdAt: instant('created_at').notNull(),
  /** When it is tried (again); while a node sends it, when another node may. */
  nextAt: instant('next_at').notNull(),
}, table => [
  primaryKey({ columns: [table.subscriptionId, table.roomId] }),
  index('push_deliveries_next').on(table.nextAt),
])

/**
 * What could not be delivered. Admins see whose it was and why, and may have it sent after all; they are never shown
 * the room, as direct rooms are nobody's business.
 */
export const pushDeadLetters = mysqlTable('push_dead_letters', {
  id: id('id').autoincrement().primaryKey(),
  userId: id('user_id').notNull(),
  /** Of the push service. */
  host: varchar('host', { length: 255 }).notNull(),
  attempts: int('attempts', { unsigned: true }).notNull(),
  /** The status of the last answer, `timeout`, or `unreachable`. */
  reason: varchar('reason', { length: 40 }).notNull(),
  createdAt: instant('created_at').notNull(),
  diedAt: instant('died_at').notNull(),
  /** What would be sent again; empty for what was given up before this was noted. */
  subscriptionId: id('subscription_id'),
  roomId: id('room_id'),
  firstSeq: id('first_seq'),
  lastSeq: id('last_seq'),
}, table => [
  index('push_dead_letters_died').on(table.diedAt),
])
