import { eq } from 'drizzle-orm'
import type { FeatureRule } from '#shared/protocol/admin/adminFeature'
import { featureRules, features } from '../../../drizzle/chat/features'
import type { Queries } from '../../database/transaction'
import type { StoredFeature } from './featureRow'

/** Writes all of a feature: its row and its rules. */
export async function writeFeature(tx: Queries, stored: StoredFeature): Promise<void> {
  await tx.update(features).set(toColumns(stored)).where(eq(features.id, stored.id))
  await writeRules(tx, stored.id, stored.definition.rules)
}

export async function insertFeature(tx: Queries, stored: StoredFeature): Promise<number> {
  const [inserted] = await tx.insert(features).values({ ...toColumns(stored), createdAt: stored.createdAt })
  await writeRules(tx, inserted.insertId, stored.definition.rules)
  return inserted.insertId
}

async function writeRules(tx: Queries, featureId: number, rules: FeatureRule[]): Promise<void> {
  await tx.delete(featureRules).where(eq(featureRules.featureId, featureId))
  if (rules.length === 0) return
  await tx.insert(featureRules).values(rules.map(({ conditions, share, variant, split }, position) => ({
    featureId, position, conditions: JSON.stringify(conditions), variant: variant ?? null,
    share: share === undefined ? null : Math.round(share * 1000), split: split ? JSON.stringify(split) : null,
  })))
}

function toColumns({ key, definition, salt, hashVersion, ramp, killed, version, updatedAt }: StoredFeature) {
  const { variants, prerequisites, schedule, staleAfter, guard, note, rules: _, ...plain } = definition
  return {
    key, ...plain, salt, hashVersion, version, updatedAt,
    variants: JSON.stringify(variants),
    prerequisites: JSON.stringify(prerequisites),
    schedule: toJson(schedule),
    staleAfter: staleAfter === null ? null : new Date(staleAfter),
    guard: toJson(guard),
    note: toJson(note),
    rampStep: ramp?.step ?? 0,
    rampSince: ramp?.since ?? null,
    rampPaused: ramp?.paused ?? null,
    killedReason: killed?.reason ?? null,
    killedBy: killed?.by ?? null,
    killedAt: killed?.at ?? null,
  }
}

function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}
