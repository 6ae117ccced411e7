import {
  bigint, boolean, datetime, index, int, mediumtext, mysqlEnum, mysqlTable, primaryKey, text, uniqueIndex, varbinary,
  varchar,
} from 'drizzle-orm/mysql-core'

const id = (name: string) => bigint(name, { mode: 'number', unsigned: true })
const instant = (name: string) => datetime(name, { mode: 'date', fsp: 3 })
const key = (name: string) => varbinary(name, { length: 100 })
const variant = (name: string) => varbinary(name, { length: 64 })

/**
 * Row 1: grows with each change of any feature or segment. Who changes one holds it, so that versions are
 * in the order of commits.
 */
export const featureState = mysqlTable('feature_state', {
  id: int('id').primaryKey(),
  version: id('version').notNull(),
})

/** A key is unique for ever: the row of a deleted feature stays. */
export const features = mysqlTable('features', {
  id: id('id').autoincrement().primaryKey(),
  key: key('feature_key').notNull(),
  description: varchar('description', { length: 2000 }).notNull(),
  owner: varchar('owner', { length: 200 }).notNull(),
  type: mysqlEnum('type', ['release', 'experiment', 'operational', 'kill_switch', 'permission']).notNull(),
  enabled: boolean('enabled').notNull(),
  /** JSON, as are the other texts. */
  variants: mediumtext('variants').notNull(),
  defaultVariant: variant('default_variant').notNull(),
  offVariant: variant('off_variant').notNull(),
  applyMode: mysqlEnum('apply_mode', ['live', 'next-navigation', 'next-session']).notNull(),
  prerequisites: text('prerequisites').notNull(),
  schedule: text('schedule'),
  staleAfter: instant('stale_after'),
  hidden: boolean('hidden').notNull().default(false),
  guard: text('guard'),
  note: text('note'),
  /** What buckets are computed with, and how. */
  salt: varbinary('salt', { length: 64 }).notNull(),
  hashVersion: int('hash_version', { unsigned: true }).notNull().default(1),
  rampStep: int('ramp_step', { unsigned: true }).notNull().default(0),
  rampSince: instant('ramp_since'),
  rampPaused: varchar('ramp_paused', { length: 500 }),
  killedReason: varchar('killed_reason', { length: 500 }),
  killedBy: id('killed_by'),
  killedAt: instant('killed_at'),
  /** When somebody was last given a variant of it, to the day. */
  evaluatedAt: instant('evaluated_at'),
  version: id('version').notNull(),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  deletedAt: instant('deleted_at'),
}, table => [
  uniqueIndex('features_key').on(table.key),
])

export const featureRules = mysqlTable('feature_rules', {
  featureId: id('feature_id').notNull(),
  position: int('position', { unsigned: true }).notNull(),
  conditions: mediumtext('conditions').notNull(),
  /** Thousandths of a percent; everybody without it. */
  share: int('share', { unsigned: true }),
  variant: variant('variant'),
  split: text('split'),
}, table => [
  primaryKey({ columns: [table.featureId, table.position] }),
])

export const featureSegments = mysqlTable('feature_segments', {
  key: key('segment_key').primaryKey(),
  description: varchar('description', { length: 500 }).notNull(),
  conditions: mediumtext('conditions').notNull(),
  updatedAt: instant('updated_at').notNull(),
})

/** What a feature was after each of its versions. Rows are only ever added. */
export const featureEvents = mysqlTable('feature_events', {
  id: id('id').autoincrement().primaryKey(),
  featureId: id('feature_id').notNull(),
  version: id('version').notNull(),
  kind: mysqlEnum('kind', [
    'created', 'changed', 'killed', 'reverted', 'imported', 'scheduled', 'ramped', 'guarded', 'deleted',
  ]).notNull(),
  actorId: id('actor_id'),
  reason: varchar('reason', { length: 500 }),
  figures: text('figures'),
  definition: mediumtext('definition').notNull(),
  createdAt: instant('created_at').notNull(),
}, table => [
  uniqueIndex('feature_events_version').on(table.featureId, table.version),
])

/** How many of the people connected to a node have confirmed which version: `{ "<sent>:<seen>": people }`. */
export const featureReach = mysqlTable('feature_reach', {
  node: varbinary('node', { length: 64 }).primaryKey(),
  people: text('people').notNull(),
  /** How many of them have which variant: `{ "<feature>": { "<variant>": people } }`. */
  open: mediumtext('open'),
  updatedAt: instant('updated_at').notNull(),
})

/** People who were given a variant, and what happened to them with it. */
export const featurePeople = mysqlTable('feature_people', {
  featureId: id('feature_id').notNull(),
  userId: id('user_id').notNull(),
  variant: variant('variant').notNull(),
  firstAt: instant('first_at').notNull(),
  lastAt: instant('last_at').notNull(),
  faults: int('faults', { unsigned: true }).notNull().default(0),
  failures: int('failures', { unsigned: true }).notNull().default(0),
  /** Messages written meanwhile: what experiments compare. */
  messages: int('messages', { unsigned: true }).notNull().default(0),
  noteSeenAt: instant('note_seen_at'),
}, table => [
  primaryKey({ columns: [table.featureId, table.userId] }),
  index('feature_people_variant').on(table.featureId, table.variant, table.lastAt),
  index('feature_people_user').on(table.userId),
])

/** People who had a variant and have another now, or had it before the feature changed: they count in its time. */
export const featureFormerPeople = mysqlTable('feature_former_people', {
  featureId: id('feature_id').notNull(),
  variant: variant('variant').notNull(),
  userId: id('user_id').notNull(),
  lastAt: instant('last_at').notNull(),
  messages: int('messages', { unsigned: true }).notNull().default(0),
}, table => [
  primaryKey({ columns: [table.featureId, table.variant, table.userId] }),
  index('feature_former_people_user').on(table.userId),
])

/** Figures of a feature over time, a row a minute and variant; nodes add to it. */
export const featureFigures = mysqlTable('feature_figures', {
  featureId: id('feature_id').notNull(),
  variant: variant('variant').notNull(),
  minute: instant('minute').notNull(),
  /** People with an open page. */
  people: int('people', { unsigned: true }).notNull().default(0),
  faults: int('faults', { unsigned: true }).notNull().default(0),
  failures: int('failures', { unsigned: true }).notNull().default(0),
}, table => [
  primaryKey({ columns: [table.featureId, table.variant, table.minute] }),
  index('feature_figures_minute').on(table.minute),
])
