import { and, eq, gte, inArray, max, sql, sum } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/mysql-core'
import type { AnyMySqlColumn } from 'drizzle-orm/mysql-core'
import type { FeatureFigures } from '#shared/protocol/admin/adminFeature'
import { featureFigures, featureFormerPeople, featurePeople } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import type { StoredFeature } from '../features/featureRow'
import type { Samples } from './comparison'

const counted = sql`COUNT(*)`.mapWith(Number)
const total = (column: AnyMySqlColumn) => sum(column).mapWith(Number)
const squares = (column: AnyMySqlColumn) => sql`SUM(POW(${column}, 2))`.mapWith(Number)

/**
 * By variant: who had it since then, also when they have another one now, and what they wrote with it. Read in one
 * statement: between two, somebody who gets another variant would be counted for neither or for both.
 */
export async function readPeople(feature: StoredFeature, since: Date) {
  const { queries } = chatDatabase()
  const [now, former] = [featurePeople, featureFormerPeople]
  const present = queries
    .select({ variant: now.variant, people: counted, messages: total(now.messages) })
    .from(now).where(and(ofFeature(now, feature), gte(now.lastAt, since))).groupBy(now.variant)
  // Who has it again is one person.
  const again = and(
    eq(now.featureId, former.featureId), eq(now.userId, former.userId), eq(now.variant, former.variant),
    gte(now.lastAt, since),
  )
  const others = sql`SUM(${now.userId} IS NULL)`.mapWith(Number)
  const past = queries
    .select({ variant: former.variant, people: others, messages: total(former.messages) })
    .from(former).leftJoin(now, again).where(and(ofFeature(former, feature), gte(former.lastAt, since)))
    .groupBy(former.variant)
  const figures = new Map<string, { people: number, messages: number }>()
  for (const { variant, people, messages } of await unionAll(present, past)) {
    const before = figures.get(variant) ?? { people: 0, messages: 0 }
    figures.set(variant, { people: before.people + people, messages: before.messages + messages })
  }
  return figures
}

/** By variant: what went wrong since then. */
export async function readSums(feature: StoredFeature, since: Date) {
  const { variant, faults, failures, minute } = featureFigures
  const rows = await chatDatabase().queries.select({ variant, faults: total(faults), failures: total(failures) })
    .from(featureFigures).where(and(ofFeature(featureFigures, feature), gte(minute, since))).groupBy(variant)
  return new Map(rows.map(({ variant, ...row }) => [variant, row]))
}

type Series = FeatureFigures['series']

export async function readSeries(feature: StoredFeature, since: Date, everyMinutes: number): Promise<Series> {
  const { variant, minute, people, faults, failures } = featureFigures
  const at = sql<Date>`${minute} - INTERVAL MOD(MINUTE(${minute}), ${everyMinutes}) MINUTE`.mapWith(minute).as('at')
  const rows = await chatDatabase().queries
    .select({ at, variant, people: max(people).mapWith(Number), faults: total(faults), failures: total(failures) })
    .from(featureFigures).where(and(ofFeature(featureFigures, feature), gte(minute, since)))
    .groupBy(sql`at`, variant).orderBy(sql`at`, variant)
  return rows.map(row => ({ ...row, at: row.at.toISOString() }))
}

/**
 * By variant: how what happened is spread over people. Counted from the last change of the feature on: before it the
 * sides were counted over different times. Of a feature that is off it is what was counted while it was on.
 */
export async function readSamples(feature: StoredFeature, since: Date): Promise<Map<string, Samples>> {
  const { definition: { enabled }, updatedAt } = feature
  const { variant, faults, failures, messages, lastAt } = featurePeople
  const from = enabled && updatedAt > since ? updatedAt : since
  const rows = await chatDatabase().queries.select({
    variant, count: counted, faults: total(faults), failures: total(failures), messages: total(messages),
    faultSquares: squares(faults), failureSquares: squares(failures), messageSquares: squares(messages),
  }).from(featurePeople).where(and(ofFeature(featurePeople, feature), gte(lastAt, from))).groupBy(variant)
  return new Map(rows.map(row => [row.variant, {
    faults: { count: row.count, sum: row.faults, squares: row.faultSquares },
    failures: { count: row.count, sum: row.failures, squares: row.failureSquares },
    messages: { count: row.count, sum: row.messages, squares: row.messageSquares },
  }]))
}

/** With its variants named, a range of an index is read for each, and not all that there ever was of the feature. */
type Table = typeof featurePeople | typeof featureFormerPeople | typeof featureFigures

function ofFeature(table: Table, { id, definition }: StoredFeature) {
  return and(eq(table.featureId, id), inArray(table.variant, Object.keys(definition.variants)))
}
