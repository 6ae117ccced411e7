import { bigint, boolean, index, mysqlTable, primaryKey, varbinary } from 'drizzle-orm/mysql-core'

/**
 * What people are found by: the folded words of their names, and how those go on from each letter. Made from `users`:
 * what is missing is made anew.
 */
export const nameParts = mysqlTable('name_parts', {
  userId: bigint('user_id', { mode: 'number', unsigned: true }).notNull(),
  part: varbinary('part', { length: 128 }).notNull(),
  /** It begins in the middle of a word. */
  inner: boolean('inner_part').notNull(),
}, table => [
  primaryKey({ columns: [table.userId, table.part] }),
  index('name_parts_part').on(table.inner, table.part, table.userId),
])
