import { isDeepStrictEqual } from 'node:util'
import type { FeatureDefinition, FeatureEventKind, FeatureSchedule } from '#shared/protocol/admin/adminFeature'
import { featureEvents, featureSegments } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { advanceFeatures, announceFeatures, lockFeatures } from './catalogue'
import { usesSegment } from './condition'
import { readFeatures } from './featureRow'
import { writeFeature } from './featureWrite'
import type { StoredFeature } from './featureRow'

/** What is done to a feature, as its history keeps it. */
export interface FeatureDeed {
  kind: FeatureEventKind
  actor: Actor
  reason?: string
  figures?: Record<string, number>
}

/** Plaza itself. */
export const ownActor: Actor = { id: null, address: '' }

/** All features, while nobody else changes any; `version` is the one that the change becomes. */
export interface FeatureWork {
  tx: Queries
  version: number
  now: Date
  all: StoredFeature[]
}

/**
 * Changes features while holding their version, so that versions are in the order of commits. In force here when this
 * returns, at once on the nodes that hear the bus and within a second on the others. Nothing is announced when `work`
 * answers `undefined`.
 */
export async function changeFeatures<T>(
  work: (features: FeatureWork) => Promise<T | undefined>,
): Promise<T | undefined> {
  const result = await transaction(chatDatabase().pool, async (tx) => {
    const version = await lockFeatures(tx) + 1
    const done = await work({ tx, version, now: new Date(), all: await readFeatures(tx) })
    if (done !== undefined) await advanceFeatures(tx, version)
    return done
  })
  if (result !== undefined) await announceFeatures()
  return result
}

/**
 * Changes one feature by its key, `not_found` when there is none; `change` answers what it is to become, or
 * undefined for no change.
 */
export async function changeFeature(
  key: string, deed: FeatureDeed, change: (feature: StoredFeature, now: Date) => Partial<StoredFeature> | undefined,
): Promise<StoredFeature> {
  let current: StoredFeature | undefined
  await changeFeatures(async (work) => {
    const before = current = requireIn(work.all, key)
    const changes = change(before, work.now)
    if (!changes) return undefined
    return current = await saveFeature(work, before, changes, deed)
  })
  if (!current) throw new AppError('not_found')
  return current
}

/** Writes a feature that changed, its version and its entry in the log; answers it as it is now. */
export async function saveFeature(
  work: FeatureWork, before: StoredFeature, changes: Partial<StoredFeature>, deed: FeatureDeed,
): Promise<StoredFeature> {
  const { tx, version, now } = work
  const merged: StoredFeature = { ...before, ...changes, version, updatedAt: now }
  const after: StoredFeature = 'ramp' in changes
    ? merged
    : { ...merged, ramp: continueRamp(before, merged.definition, now) }
  await assertChange(work, before, after)
  await writeFeature(tx, after)
  await recordEvent(work, after, deed)
  await recordAudit(tx, 'chat', deed.actor, {
    action: `feature.${deed.kind}`, target: ['feature', after.id],
    before: { key: after.key, ...changedOnly(before.definition, after.definition) },
    after: {
      key: after.key,
      ...changedOnly(after.definition, before.definition),
      ...(deed.reason !== undefined && { reason: deed.reason }),
      ...deed.figures,
    },
  })
  return after
}

/** What did not change is not looked at: nothing that is wrong elsewhere keeps a feature from being turned off. */
async function assertChange({ tx, all }: FeatureWork, before: StoredFeature, after: StoredFeature): Promise<void> {
  const differs = (name: keyof FeatureDefinition) => !isDeepStrictEqual(before.definition[name], after.definition[name])
  if (differs('prerequisites')) {
    assertPrerequisites(all.map(feature => feature.id === after.id ? after : feature), after)
  }
  if (differs('variants')) assertNeeded(all, after)
  if (differs('rules')) await assertSegments(tx, after)
}

/** `conflict` when others need a variant that the feature does not have any more. */
function assertNeeded(all: StoredFeature[], { key, definition: { variants } }: StoredFeature): void {
  const isMissing = (wanted: FeatureDefinition['prerequisites'][number]) =>
    wanted.key === key && wanted.variant !== undefined && !Object.hasOwn(variants, wanted.variant)
  if (all.some(other => other.definition.prerequisites.some(isMissing))) {
    throw new AppError('conflict', { detail: 'prerequisite' })
  }
}

/** `invalid` when a rule names a segment that is not there: with `not_in` it would match everybody. */
export async function assertSegments(tx: Queries, { definition: { rules } }: StoredFeature): Promise<void> {
  if (!usesSegment(rules)) return
  const keys = new Set((await tx.select({ key: featureSegments.key }).from(featureSegments)).map(({ key }) => key))
  rules.forEach(({ conditions }, n) => conditions.forEach(({ attribute, values }, m) => {
    if (attribute !== 'segment' || values.every(value => keys.has(String(value)))) return
    throw invalidField(`rules.${n}.conditions.${m}.values`, 'unknown_segment')
  }))
}

export async function recordEvent(
  { tx, version, now }: FeatureWork, feature: StoredFeature, { kind, actor, reason, figures }: FeatureDeed,
): Promise<void> {
  await tx.insert(featureEvents).values({
    featureId: feature.id, version, kind, actorId: actor.id, createdAt: now, reason: reason ?? null,
    figures: figures ? JSON.stringify(figures) : null, definition: JSON.stringify(feature.definition),
  })
}

export function requireIn(all: StoredFeature[], key: string): StoredFeature {
  const found = all.find(feature => feature.key === key)
  if (!found) throw new AppError('not_found')
  return found
}

/**
 * Where the ramp of a changed feature stands: at its beginning when the feature was turned on or got its first ramp.
 * Where its steps got other shares it stays at its step. With more or fewer of them it goes on at the last one that
 * gives the feature to nobody new.
 */
export function continueRamp(
  { ramp, definition: before }: Pick<StoredFeature, 'ramp'> & { definition?: FeatureDefinition },
  { enabled, schedule }: FeatureDefinition, now: Date,
): StoredFeature['ramp'] {
  const steps = schedule?.ramp
  if (!enabled || !steps?.[0]) return undefined
  if (!ramp) return { step: 0, share: steps[0].share, since: now, paused: null }
  if (steps[ramp.step]?.share === ramp.share) return ramp
  const isSameLength = before?.schedule?.ramp?.length === steps.length
  const step = isSameLength ? ramp.step : Math.max(0, steps.findLastIndex(({ share }) => share <= ramp.share))
  return { ...ramp, step, share: steps[step]?.share ?? ramp.share, since: now }
}

/** `invalid` when a prerequisite does not exist, has no such variant, or leads back to the feature itself. */
export function assertPrerequisites(all: StoredFeature[], feature: StoredFeature): void {
  const byKey = new Map(all.map(each => [each.key, each]))
  for (const { key, variant } of feature.definition.prerequisites) {
    const wanted = byKey.get(key)
    if (!wanted) throw invalidField('prerequisites', 'unknown_feature')
    if (variant !== undefined && !Object.hasOwn(wanted.definition.variants, variant)) {
      throw invalidField('prerequisites', 'unknown_variant')
    }
  }
  const seen = new Set<string>()
  const waiting = feature.definition.prerequisites.map(({ key }) => key)
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (key === feature.key) throw invalidField('prerequisites', 'circle')
    if (seen.has(key)) continue
    seen.add(key)
    waiting.push(...byKey.get(key)?.definition.prerequisites.map(next => next.key) ?? [])
  }
}

/** A schedule without what is done or lies in the past already. */
export function withoutPast(schedule: FeatureSchedule | null, now: Date): FeatureSchedule | null {
  if (!schedule) return null
  const ahead = (at: string | null | undefined) => at && new Date(at) > now ? at : null
  return { ...schedule, on: ahead(schedule.on), off: ahead(schedule.off) }
}

function changedOnly(mine: FeatureDefinition, theirs: FeatureDefinition): Partial<FeatureDefinition> {
  const names = Object.keys(mine) as (keyof FeatureDefinition)[]
  return Object.fromEntries(
    names.filter(name => !isDeepStrictEqual(mine[name], theirs[name])).map(name => [name, mine[name]]),
  )
}
