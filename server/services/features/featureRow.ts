import { asc, inArray, isNull } from 'drizzle-orm'
import type { FeatureCondition, FeatureDefinition, FeatureRule } from '#shared/protocol/admin/adminFeature'
import { featureRules, features } from '../../../drizzle/chat/features'
import type { Queries } from '../../database/transaction'

type Row = typeof features.$inferSelect
type RuleRow = typeof featureRules.$inferSelect

/** A feature as it is stored: what an admin wrote, and what the server keeps of it. */
export interface StoredFeature {
  id: number
  key: string
  definition: FeatureDefinition
  salt: string
  hashVersion: number
  /** Where the ramp is, while the feature is on and has one. */
  ramp: { step: number, share: number, since: Date, paused: string | null } | undefined
  killed: { reason: string, by: number | null, at: Date } | undefined
  evaluatedAt: Date | null
  version: number
  createdAt: Date
  updatedAt: Date
}

/** The features that are not deleted, by key. */
export async function readFeatures(queries: Queries): Promise<StoredFeature[]> {
  const rows = await queries.select().from(features).where(isNull(features.deletedAt)).orderBy(asc(features.key))
  if (rows.length === 0) return []
  const ids = rows.map(row => row.id)
  const rules = await queries.select().from(featureRules)
    .where(inArray(featureRules.featureId, ids))
    .orderBy(asc(featureRules.featureId), asc(featureRules.position))
  const byFeature = Map.groupBy(rules, rule => rule.featureId)
  return rows.map(row => toStored(row, byFeature.get(row.id) ?? []))
}

function toStored(row: Row, rules: RuleRow[]): StoredFeature {
  const { id, key, salt, hashVersion, evaluatedAt, version, createdAt, updatedAt } = row
  const definition = toDefinition(row, rules)
  return {
    id, key, definition, salt, hashVersion, evaluatedAt, version, createdAt, updatedAt,
    ramp: toRamp(row, definition.schedule),
    killed: row.killedAt ? { reason: row.killedReason ?? '', by: row.killedBy, at: row.killedAt } : undefined,
  }
}

function toDefinition(row: Row, rules: RuleRow[]): FeatureDefinition {
  const { description, owner, type, enabled, defaultVariant, offVariant, applyMode, hidden } = row
  return {
    description, owner, type, enabled, defaultVariant, offVariant, applyMode, hidden,
    variants: JSON.parse(row.variants) as FeatureDefinition['variants'],
    rules: rules.map(toRule),
    prerequisites: JSON.parse(row.prerequisites) as FeatureDefinition['prerequisites'],
    schedule: parse<FeatureDefinition['schedule']>(row.schedule),
    staleAfter: row.staleAfter?.toISOString() ?? null,
    guard: parse<FeatureDefinition['guard']>(row.guard),
    note: parse<FeatureDefinition['note']>(row.note),
  }
}

function toRule({ conditions, share, variant, split }: RuleRow): FeatureRule {
  return {
    conditions: JSON.parse(conditions) as FeatureCondition[],
    ...(share !== null && { share: share / 1000 }),
    ...(variant !== null && { variant }),
    ...(split !== null && { split: JSON.parse(split) as NonNullable<FeatureRule['split']> }),
  }
}

function toRamp(
  { rampStep, rampSince, rampPaused }: Row, schedule: FeatureDefinition['schedule'],
): StoredFeature['ramp'] {
  const share = schedule?.ramp?.[rampStep]?.share
  return rampSince && share !== undefined ? { step: rampStep, share, since: rampSince, paused: rampPaused } : undefined
}

function parse<T>(text: string | null): T | null {
  return text === null ? null : JSON.parse(text) as T
}
