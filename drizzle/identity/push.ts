import { bigint, datetime, index, mysqlEnum, mysqlTable, uniqueIndex, varbinary, varchar } from 'drizzle-orm/mysql-core'
import { sessions } from './schema'

const id = (name: string) => bigint(name, { mode: 'number', unsigned: true })
const instant = (name: string) => datetime(name, { mode: 'date', fsp: 3 })

/**
 * Devices that may be pushed to (RFC 8030). They go with their session however it ends, and follow its id when it is
 * renewed: the foreign key is the rule. The keys (RFC 8291) never leave the server.
 */
export const pushSubscriptions = mysqlTable('push_subscriptions', {
  id: id('id').autoincrement().primaryKey(),
  userId: id('user_id').notNull(),
  sessionId: varbinary('session_id', { length: 64 }).notNull()
    .references(() => sessions.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
  endpoint: varchar('endpoint', { length: 1000 }).notNull(),
  /** SHA-256 of the endpoint: an index of the whole of it would be too long. */
  endpointHash: varbinary('endpoint_hash', { length: 64 }).notNull(),
  p256dh: varbinary('p256dh', { length: 100 }).notNull(),
  auth: varbinary('auth', { length: 40 }).notNull(),
  /** What the person calls it: "Firefox, Linux". */
  device: varchar('device', { length: 100 }).notNull(),
  createdAt: instant('created_at').notNull(),
  lastState: mysqlEnum('last_state', ['delivered', 'failed']),
  lastAt: instant('last_at'),
}, table => [
  uniqueIndex('push_subscriptions_endpoint').on(table.endpointHash),
  index('push_subscriptions_user').on(table.userId),
  index('push_subscriptions_session').on(table.sessionId),
])
