import {
  bigint, boolean, datetime, index, int, mysqlEnum, mysqlTable, primaryKey, text, uniqueIndex, varbinary, varchar,
} from 'drizzle-orm/mysql-core'
import { auditColumns, auditIndexes } from '../audit'
import { uuid } from '../uuid'

const id = (name: string) => bigint(name, { mode: 'number', unsigned: true })
const instant = (name: string) => datetime(name, { mode: 'date', fsp: 3 })

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
  /** Read-only since then. */
  archivedAt: instant('archived_at'),
  /** Newcomers are brought here, as into the square. */
  isDefault: boolean('is_default').notNull().default(false),
  /** Of its picture, as for people; null for the sign of its visibility. */
  avatarUrl: varchar('avatar_url', { length: 255 }),
  /** Up to this place the retention has taken every body: the next run begins behind it. */
  retainedSeq: id('retained_seq').notNull().default(0),
  deletedAt: instant('deleted_at'),
}, table => [
  uniqueIndex('rooms_room_key').on(table.roomKey),
  index('rooms_directory').on(table.visibility, table.memberCount),
  index('rooms_deleted').on(table.deletedAt),
  index('rooms_active').on(table.kind, table.activeAt),
  index('rooms_name').on(table.kind, table.nameKey),
  index('rooms_members').on(table.kind, table.memberCount),
])

export const memberships = mysqlTable('memberships', {
  roomId: id('room_id').notNull(),
  userId: id('user_id').notNull(),
  role: mysqlEnum('role', ['owner', 'moderator', 'member']).notNull(),
  readSeq: id('read_seq').notNull(),
  notification: mysqlEnum('notification', ['all', 'mentions', 'none']).notNull().default('all'),
  /** The person has chosen the level: in a busy room 'all' by default is pushed like 'mentions'. */
  notificationChosen: boolean('notification_chosen').notNull().default(false),
  mutedUntil: instant('muted_until'),
  favourite: boolean('favourite').notNull().default(false),
  /** The other one of a direct room, or the team of a case, has blocked this person, who cannot write here. */
  blocked: boolean('blocked').notNull().default(false),
  /** In a direct room: this person has blocked the other. */
  blocking: boolean('blocking').notNull().default(false),
  joinedAt: instant('joined_at').notNull(),
  /** Who brought the person in; null for who came by themselves. */
  addedBy: id('added_by'),
  /** The role was given by somebody else: an ownership that nobody asked for does not hold its owner. */
  roleGiven: boolean('role_given').notNull().default(false),
  /** An admin of Plaza took it by that right: what is done with it is done as an admin. */
  roleByAdmin: boolean('role_by_admin').notNull().default(false),
  /** A direct room that its member has put away, up to this place: the next message brings it back. */
  hiddenSeq: id('hidden_seq'),
}, table => [
  primaryKey({ columns: [table.roomId, table.userId] }),
  index('memberships_user').on(table.userId),
  index('memberships_order').on(table.roomId, table.role, table.userId),
])

/** By what a person does not want to be added again: to a room, or by a person. */
export const refusals = mysqlTable('refusals', {
  userId: id('user_id').notNull(),
  kind: mysqlEnum('kind', ['room', 'person']).notNull(),
  targetId: id('target_id').notNull(),
  /** The room's name when it was left: it may not be looked up by who is not in it. */
  name: varchar('name', { length: 160 }),
  createdAt: instant('created_at').notNull(),
}, table => [
  primaryKey({ columns: [table.userId, table.kind, table.targetId] }),
])

/** Who does not want to have to do with whom. */
export const blocks = mysqlTable('blocks', {
  userId: id('user_id').notNull(),
  blockedId: id('blocked_id').notNull(),
  createdAt: instant('created_at').notNull(),
}, table => [
  primaryKey({ columns: [table.userId, table.blockedId] }),
  index('blocks_blocked').on(table.blockedId),
])

/**
 * What lies in the storage, written before it does, so that nothing there is unknown here. A picture is in use while
 * the `avatar_url` of its owner has its key; the maintenance deletes the others.
 */
export const files = mysqlTable('files', {
  id: id('id').autoincrement().primaryKey(),
  /** Random, and all that leads to the bytes: what it is made of would tell who has the same picture. */
  fileKey: varbinary('file_key', { length: 64 }).notNull(),
  purpose: mysqlEnum('purpose', ['user_picture', 'room_picture']).notNull(),
  /** The person or the room. */
  ownerId: id('owner_id').notNull(),
  createdBy: id('created_by').notNull(),
  bytes: id('bytes').notNull(),
  createdAt: instant('created_at').notNull(),
}, table => [
  uniqueIndex('files_key').on(table.fileKey),
  index('files_owner').on(table.purpose, table.ownerId),
])

/**
 * Messages lie in the order of their room. They are never changed; a deletion takes the body and leaves the place.
 * `client_id` comes first in its index: a batch is looked up by its client ids, and an author's
 * repetition is found among them.
 */
export const messages = mysqlTable('messages', {
  roomId: id('room_id').notNull(),
  seq: id('seq').notNull(),
  authorId: id('author_id').notNull(),
  clientId: uuid('client_id').notNull(),
  body: text('body'),
  replyTo: id('reply_to'),
  /** Whom it mentions, as `messages/mention.ts` writes it; null for nobody. */
  mentions: varchar('mentions', { length: 1000 }),
  createdAt: instant('created_at').notNull(),
  deletedAt: instant('deleted_at'),
  deletedRev: id('deleted_rev'),
}, table => [
  primaryKey({ columns: [table.roomId, table.seq] }),
  uniqueIndex('messages_client').on(table.clientId, table.authorId),
  index('messages_deleted').on(table.roomId, table.deletedRev),
  index('messages_author').on(table.authorId, table.createdAt),
  index('messages_created').on(table.createdAt),
])

/**
 * One row for each person whom a message mentions, and one of user 0 where it mentions everybody. What counts is where
 * the reader is: rows behind a reading position stay, and deletions take them away.
 */
export const mentions = mysqlTable('mentions', {
  userId: id('user_id').notNull(),
  roomId: id('room_id').notNull(),
  seq: id('seq').notNull(),
  authorId: id('author_id').notNull(),
  createdAt: instant('created_at').notNull(),
}, table => [
  primaryKey({ columns: [table.userId, table.roomId, table.seq] }),
  index('mentions_message').on(table.roomId, table.seq),
  index('mentions_newest').on(table.userId, table.createdAt, table.roomId, table.seq),
])

/** A message that a member found wrong. `body` keeps what was reported until an admin has decided. */
export const reports = mysqlTable('reports', {
  id: id('id').autoincrement().primaryKey(),
  roomId: id('room_id').notNull(),
  seq: id('seq').notNull(),
  authorId: id('author_id').notNull(),
  reporterId: id('reporter_id').notNull(),
  reason: mysqlEnum('reason', ['spam', 'abuse', 'illegal', 'other']).notNull(),
  note: varchar('note', { length: 2000 }).notNull(),
  body: text('body'),
  decision: mysqlEnum('decision', ['dismiss', 'delete', 'warn', 'mute', 'ban', 'wipe']),
  decidedBy: id('decided_by'),
  decidedNote: varchar('decided_note', { length: 2000 }),
  decidedAt: instant('decided_at'),
  createdAt: instant('created_at').notNull(),
}, table => [
  uniqueIndex('reports_once').on(table.roomId, table.seq, table.reporterId),
  index('reports_queue').on(table.decidedAt, table.id),
  index('reports_author').on(table.authorId),
])

/** Long work, done in batches by whichever node claims it; a lease that ran out may be claimed again. */
export const jobs = mysqlTable('jobs', {
  id: id('id').autoincrement().primaryKey(),
  kind: mysqlEnum('kind', ['message_deletion', 'content_wipe', 'guest_tidy', 'retention']).notNull(),
  params: text('params').notNull(),
  state: mysqlEnum('state', ['waiting', 'running', 'done', 'failed', 'cancelled']).notNull(),
  total: id('total').notNull().default(0),
  done: id('done').notNull().default(0),
  /** How many of those that were looked at were changed. */
  affected: id('affected').notNull().default(0),
  /** Where a broken-off job goes on. */
  position: varchar('position', { length: 200 }).notNull().default(''),
  createdBy: id('created_by'),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  leaseUntil: instant('lease_until'),
}, table => [
  index('jobs_state').on(table.state, table.leaseUntil),
])

/**
 * What admins did to rooms, messages and reports, written in the transaction of the change. Rows are only ever added.
 */
export const audit = mysqlTable('audit', auditColumns(), auditIndexes)
