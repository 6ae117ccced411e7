import { bigint, datetime, index, mysqlEnum, text, varchar } from 'drizzle-orm/mysql-core'
import type { AnyMySqlColumn } from 'drizzle-orm/mysql-core'

/** Each database has an audit table of its own, so that an entry is committed with what it tells of, or not at all. */
export function auditColumns() {
  const id = (name: string) => bigint(name, { mode: 'number', unsigned: true })
  return {
    id: id('id').autoincrement().primaryKey(),
    createdAt: datetime('created_at', { mode: 'date', fsp: 3 }).notNull(),
    actorId: id('actor_id'),
    /** The network address the admin came from. */
    address: varchar('address', { length: 64 }).notNull(),
    /** What was done, such as `user.disabled`. */
    action: varchar('action', { length: 64 }).notNull(),
    targetKind: mysqlEnum('target_kind', [
      'user', 'room', 'message', 'report', 'settings', 'invitation', 'ban', 'job', 'feature', 'token', 'inbox',
    ]).notNull(),
    targetId: id('target_id'),
    before: text('before'),
    after: text('after'),
  }
}

export function auditIndexes(table: {
  id: AnyMySqlColumn
  actorId: AnyMySqlColumn
  action: AnyMySqlColumn
  targetKind: AnyMySqlColumn
  targetId: AnyMySqlColumn
}) {
  return [
    index('audit_actor').on(table.actorId, table.id),
    index('audit_action').on(table.action, table.id),
    index('audit_target').on(table.targetKind, table.targetId, table.id),
  ]
}
