import {
  bigint, boolean, datetime, index, int, mysqlEnum, mysqlTable, primaryKey, text, tinyint, uniqueIndex, varbinary,
  varchar,
} from 'drizzle-orm/mysql-core'
import { uuid } from '../uuid'

const id = (name: string) => bigint(name, { mode: 'number', unsigned: true })
const instant = (name: string) => datetime(name, { mode: 'date', fsp: 3 })

/**
 * Where customers turn to. Its agents are the members of `room_id`, a room that nobody writes in: it carries what
 * happens to the cases, with a `rev` as every room. Texts hold JSON, as `shared/protocol/admin/adminInbox.ts` has it.
 */
export const supportInboxes = mysqlTable('support_inboxes', {
  id: id('id').autoincrement().primaryKey(),
  /** Its public name, in the snippet on the customer's page. */
  inboxKey: varbinary('inbox_key', { length: 64 }).notNull(),
  roomId: id('room_id').notNull(),
  name: varchar('name', { length: 320 }).notNull(),
  greeting: varchar('greeting', { length: 2000 }).notNull(),
  colour: varchar('colour', { length: 7 }).notNull(),
  sites: text('sites').notNull(),
  form: text('form').notNull(),
  hours: text('hours'),
  targets: text('targets').notNull(),
  /** Who gets its cases; null for the defaults of `inbox.ts`. */
  assignment: text('assignment'),
  /** Whom Plaza gave the last case: the next one is after them. */
  lastAssignedId: id('last_assigned_id'),
  typingPreview: boolean('typing_preview').notNull().default(false),
  /** In the directory, for everybody; without it one has to know its key. */
  listed: boolean('listed').notNull().default(true),
  /** With which the host's server signs whom it has logged in: HMAC needs it as it is, and no answer ever has it. */
  identitySecret: varbinary('identity_secret', { length: 64 }).notNull(),
  createdAt: instant('created_at').notNull(),
  deletedAt: instant('deleted_at'),
}, table => [
  uniqueIndex('support_inboxes_key').on(table.inboxKey),
  uniqueIndex('support_inboxes_room').on(table.roomId),
])

/** A support room with a state. Merging links cases; messages never move. */
export const supportCases = mysqlTable('support_cases', {
  id: id('id').autoincrement().primaryKey(),
  inboxId: id('inbox_id').notNull(),
  roomId: id('room_id').notNull(),
  /** The companion room of the team, made with the first note. */
  notesRoomId: id('notes_room_id'),
  customerId: id('customer_id').notNull(),
  state: mysqlEnum('state', ['open', 'waiting', 'snoozed', 'resolved', 'spam']).notNull().default('open'),
  assigneeId: id('assignee_id'),
  assignedAt: instant('assigned_at'),
  teamId: id('team_id'),
  priority: mysqlEnum('priority', ['low', 'normal', 'high', 'urgent']).notNull().default('normal'),
  /** Grows with each change that an agent decides by: of two who take a case at once the second is refused. */
  version: int('version', { unsigned: true }).notNull().default(1),
  createdAt: instant('created_at').notNull(),
  /** The order of the lists. */
  updatedAt: instant('updated_at').notNull(),
  /** Since when the customer has had no answer; null when nothing is unanswered. */
  waitingSince: instant('waiting_since'),
  firstAnsweredAt: instant('first_answered_at'),
  /** By the targets of the inbox as they were when the case was opened, or opened again; null without a target. */
  firstAnswerDueAt: instant('first_answer_due_at'),
  resolutionDueAt: instant('resolution_due_at'),
  resolvedAt: instant('resolved_at'),
  snoozedUntil: instant('snoozed_until'),
  rating: tinyint('rating', { unsigned: true }),
  ratingText: varchar('rating_text', { length: 4000 }),
  ratedAt: instant('rated_at'),
  /** What the customer's browser said of itself when the case was opened, as JSON; nobody has checked it. */
  context: text('context'),
  /** Up to this place of the room the messages have moved the state. */
  seenSeq: id('seen_seq').notNull().default(0),
  /** Made by whoever opened it, so that a repeated request is the same case. */
  clientId: uuid('client_id'),
}, table => [
  uniqueIndex('support_cases_room').on(table.roomId),
  uniqueIndex('support_cases_client').on(table.customerId, table.clientId),
  uniqueIndex('support_cases_notes').on(table.notesRoomId),
  index('support_cases_list').on(table.inboxId, table.state, table.updatedAt),
  index('support_cases_assignee').on(table.assigneeId, table.state, table.updatedAt),
  index('support_cases_customer').on(table.customerId, table.id),
  index('support_cases_snoozed').on(table.state, table.snoozedUntil),
  index('support_cases_queue').on(table.inboxId, table.firstAnsweredAt, table.state),
  index('support_cases_counts').on(table.inboxId, table.state, table.assigneeId),
  index('support_cases_team').on(table.teamId, table.state, table.updatedAt),
])

export const supportCaseLabels = mysqlTable('support_case_labels', {
  caseId: id('case_id').notNull(),
  label: varchar('label', { length: 160 }).notNull(),
  /** Folded, so that a label is found however it is written. */
  labelKey: varbinary('label_key', { length: 320 }).notNull(),
}, table => [
  primaryKey({ columns: [table.caseId, table.labelKey] }),
  index('support_case_labels_key').on(table.labelKey, table.caseId),
])

/** What happened to a case, in the transaction of the change: timelines and figures come from here. */
export const supportCaseEvents = mysqlTable('support_case_events', {
  id: id('id').autoincrement().primaryKey(),
  caseId: id('case_id').notNull(),
  inboxId: id('inbox_id').notNull(),
  kind: mysqlEnum('kind', [
    'opened', 'answered', 'state', 'assigned', 'priority', 'labels', 'rated', 'team', 'linked', 'unlinked', 'replied',
    'ended', 'blocked',
  ]).notNull(),
  /** Null for Plaza itself: a snooze that is over, an answer that reopens. */
  actorId: id('actor_id'),
  /** What it was and what it became, as JSON. */
  data: varchar('data', { length: 4000 }).notNull(),
  createdAt: instant('created_at').notNull(),
}, table => [
  index('support_case_events_case').on(table.caseId, table.id),
  index('support_case_events_inbox').on(table.inboxId, table.createdAt),
])

/** Texts that agents answer with again and again; without an inbox, those of all agents. */
export const supportReplies = mysqlTable('support_replies', {
  id: id('id').autoincrement().primaryKey(),
  inboxId: id('inbox_id'),
  name: varchar('name', { length: 320 }).notNull(),
  body: text('body').notNull(),
  createdAt: instant('created_at').notNull(),
}, table => [
  index('support_replies_inbox').on(table.inboxId, table.id),
])

/** What one agent looks for at the desk again and again. */
export const supportFilters = mysqlTable('support_filters', {
  id: id('id').autoincrement().primaryKey(),
  userId: id('user_id').notNull(),
  name: varchar('name', { length: 320 }).notNull(),
  /** As JSON: `CaseFilter`. */
  filter: varchar('filter', { length: 4000 }).notNull(),
  position: int('position', { unsigned: true }).notNull(),
  createdAt: instant('created_at').notNull(),
}, table => [
  index('support_filters_user').on(table.userId, table.position),
])

/** Some of the agents of an inbox, to whom a case can be given without naming one of them. */
export const supportTeams = mysqlTable('support_teams', {
  id: id('id').autoincrement().primaryKey(),
  inboxId: id('inbox_id').notNull(),
  name: varchar('name', { length: 320 }).notNull(),
  createdAt: instant('created_at').notNull(),
}, table => [
  index('support_teams_inbox').on(table.inboxId, table.id),
])

/** Who is no agent of the inbox any more counts for nothing here. */
export const supportTeamAgents = mysqlTable('support_team_agents', {
  teamId: id('team_id').notNull(),
  userId: id('user_id').notNull(),
}, table => [
  primaryKey({ columns: [table.teamId, table.userId] }),
])

/** Cases that belong together; a row for each of the two. */
export const supportCaseLinks = mysqlTable('support_case_links', {
  caseId: id('case_id').notNull(),
  otherId: id('other_id').notNull(),
}, table => [
  primaryKey({ columns: [table.caseId, table.otherId] }),
])

/** When an agent was last connected to any node, as the nodes note it: what is left when one of them dies. */
export const supportAgents = mysqlTable('support_agents', {
  userId: id('user_id').primaryKey(),
  seenAt: instant('seen_at').notNull(),
})

/** Who may not turn to an inbox any more. In the rooms of their cases their membership says so too. */
export const supportBlocks = mysqlTable('support_blocks', {
  inboxId: id('inbox_id').notNull(),
  userId: id('user_id').notNull(),
  /** The agent who decided it. */
  blockedBy: id('blocked_by').notNull(),
  createdAt: instant('created_at').notNull(),
}, table => [
  primaryKey({ columns: [table.inboxId, table.userId] }),
  index('support_blocks_user').on(table.userId),
])
