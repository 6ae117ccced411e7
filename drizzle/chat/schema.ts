import { bigint, customType, datetime, index, int, mysqlEnum, mysqlTable, primaryKey, text, uniqueIndex, varbinary, varchar } from 'drizzle-orm/mysql-core'

const id = (name: string) => bigint(name, { mode: 'number', unsigned: true })
const instant = (name: string) => datetime(name, { mode: 'date', fsp: 3 })
const uuid = customType<{ data: string, driverData: Buffer }>({
  dataType: () => 'binary(16)',
  toDriver: text => Buffer.from(text.replaceAll('-', ''), 'hex'),
  fromDriver: bytes => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
})

export const rooms = mysqlTable('rooms', {
  id: id('id').autoincrement().primaryKey(),
  /** Names a room that the house itself knows (`square`) or that must exist once (`direct:3:7`). */
  roomKey: varbinary('room_key', { length: 64 }),
  kind: mysqlEnum('kind', ['group', 'direct', 'support']).notNull(),
  visibility: mysqlEnum('visibility', ['open', 'public', 'private']).notNull(),
  name: varchar('name', { length: 160 }),
  /** Folded name, for the directory's search. */
  nameKey: varbinary('name_key', { length: 640 }),
  topic: varchar('topic', { length: 1000 }).notNull().default(''),
  lastSeq: id('last_seq').notNull().default(0),
  rev: id('rev').notNull().default(0),
  memberCount: int('member_count', { unsigned: true }).notNull().default(0),
  createdAt: instant('created_at').notNull(),
  /** Time of the newest message, or of the room's creation: the order of the rooms list. */
  activeAt: instant('active_at').notNull(),
  deletedAt: instant('deleted_at'),
}, table => [
  uniqueIndex('rooms_room_key').on(table.roomKey),
  index('rooms_directory').on(table.visibility, table.memberCount),
  index('rooms_deleted').on(table.deletedAt),
])

export const memberships = mysqlTable('memberships', {
  roomId: id('room_id').notNull(),
  userId: id('user_id').notNull(),
  role: mysqlEnum('role', ['owner', 'moderator', 'member']).notNull(),
  readSeq: id('read_seq').notNull(),
  notification: mysqlEnum('notification', ['all', 'mentions', 'none']).notNull().default('all'),
  joinedAt: instant('joined_at').notNull(),
}, table => [
  primaryKey({ columns: [table.roomId, table.userId] }),
  index('memberships_user').on(table.userId),
  index('memberships_order').on(table.roomId, table.role, table.userId),
])

/**
 * Messages lie in the order of their room. They are never changed; a deletion takes the body and leaves the place.
 * `client_id` comes first in its index: a batch is looked up by its client ids, and an author's repetition is found among them.
 */
export const messages = mysqlTable('messages', {
  roomId: id('room_id').notNull(),
  seq: id('seq').notNull(),
  authorId: id('author_id').notNull(),
  clientId: uuid('client_id').notNull(),
  body: text('body'),
  replyTo: id('reply_to'),
  createdAt: instant('created_at').notNull(),
  deletedAt: instant('deleted_at'),
  deletedRev: id('deleted_rev'),
}, table => [
  primaryKey({ columns: [table.roomId, table.seq] }),
  uniqueIndex('messages_client').on(table.clientId, table.authorId),
  index('messages_deleted').on(table.roomId, table.deletedRev),
])
