import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { and, eq, sql } from 'drizzle-orm'
import type {
  AdminFeature, FeatureDefinition, FeatureSchedule, FeatureSimulation,
} from '#shared/protocol/admin/adminFeature'
import { isOwnFeature } from '#shared/features'
import { featureDefinitionSchema } from '#shared/schemas/admin/adminFeature'
import type { FeatureList, FeaturePatch, NewFeature } from '#shared/schemas/admin/adminFeature'
import { featureEvents, features } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import type { Actor } from '../audit/audit'
import { recordAudit } from '../audit/audit'
import { decodeCursor, encodeCursor } from '../lists/cursor'
import { getProfiles } from '../users/profile'
import { bucketOf, hashVersion } from './bucket'
import { currentFeatures } from './catalogue'
import type { FeatureContext } from './condition'
import { evaluate } from './evaluate'
import {
  assertPrerequisites, assertSegments, changeFeature, changeFeatures, continueRamp, recordEvent, requireIn,
  saveFeature, withoutPast,
} from './featureChange'
import type { FeatureDeed, FeatureWork } from './featureChange'
import { readFeatures } from './featureRow'
import { insertFeature } from './featureWrite'
import type { StoredFeature } from './featureRow'
import { staleReason } from './stale'

/** By key; with `stale` those alone that could be tidied away. */
export async function listFeatures({
  query, stale, limit, cursor,
}: FeatureList): Promise<{ features: AdminFeature[], cursor?: string }> {
  const after = decodeCursor('features', cursor)
  const now = new Date()
  const words = query.toLowerCase()
  const all = (await readFeatures(chatDatabase().queries)).filter(feature =>
    (after === undefined || feature.key > after)
    && (stale === undefined || (staleReason(feature, now) !== null) === stale)
    && (!words
      || `${feature.key} ${feature.definition.description} ${feature.definition.owner}`
        .toLowerCase()
        .includes(words)),
  )
  const page = all.slice(0, limit)
  const last = all.length > limit ? page.at(-1) : undefined
  return { features: await toAdminFeatures(page), ...(last && { cursor: encodeCursor('features', last.key) }) }
}

export async function getFeature(key: string): Promise<AdminFeature> {
  return toAdminFeature(requireIn(await readFeatures(chatDatabase().queries), key))
}

/**
 * Makes a feature; `conflict` for a key that is, or ever was, another one's, also in other case: people who read two
 * such keys take them for one.
 */
export async function createFeature(actor: Actor, { key, ...input }: NewFeature): Promise<AdminFeature> {
  const definition = checkDefinition({ ...input, hidden: input.hidden ?? input.type === 'permission' })
  assertAhead(definition.schedule, null, new Date())
  const created = await changeFeatures(async (work) => {
    await assertKeyFree(work.tx, key)
    return addFeature(work, key, definition, { kind: 'created', actor })
  })
  return getFeature(created?.key ?? key)
}

/** In a transaction of `changeFeatures`; keys of deleted features count. */
export async function assertKeyFree(tx: Queries, key: string): Promise<void> {
  const isSame = sql`LOWER(CONVERT(${features.key} USING ascii)) = ${key.toLowerCase()}`
  const taken = await tx.select({ id: features.id }).from(features).where(isSame).limit(1)
  if (taken.length > 0) throw new AppError('conflict', { detail: 'key_taken' })
}

/** In a transaction of `changeFeatures`: a feature that is new. */
export async function addFeature(
  work: FeatureWork, key: string, definition: FeatureDefinition, deed: FeatureDeed, salt?: string,
): Promise<StoredFeature> {
  const { tx, now, version, all } = work
  const feature: StoredFeature = {
    id: 0,
    key, definition, hashVersion, version,
    salt: salt ?? randomBytes(8).toString('hex'),
    ramp: continueRamp({ ramp: undefined }, definition, now),
    killed: undefined,
    evaluatedAt: null,
    createdAt: now,
    updatedAt: now,
  }
  assertPrerequisites([...all, feature], feature)
  await assertSegments(tx, feature)
  const stored = { ...feature, id: await insertFeature(tx, feature) }
  await recordEvent(work, stored, deed)
  await recordAudit(tx, 'chat', deed.actor, {
    action: `feature.${deed.kind}`,
    target: ['feature', stored.id],
    after: { key, ...definition },
  })
  return stored
}

/** Changes what the patch names. Turning a feature on lifts its kill switch. */
export async function updateFeature(
  actor: Actor, key: string, { rampPaused, version, ...patch }: FeaturePatch,
): Promise<AdminFeature> {
  const changed = await changeFeature(key, { kind: 'changed', actor }, (before, now) => {
    if (version !== undefined && version !== before.version) {
      throw new AppError('conflict', { detail: 'changed_meanwhile' })
    }
    return changesOf(before, patch, rampPaused, now)
  })
  return toAdminFeature(changed)
}

function changesOf(
  before: StoredFeature, patch: Partial<FeatureDefinition>, rampPaused: boolean | undefined, now: Date,
): Partial<StoredFeature> | undefined {
  const definition = checkDefinition({ ...before.definition, ...patch })
  const fixed = isOwnFeature(before.key) && fixedFieldIn(before.definition, definition)
  if (fixed) throw invalidField(fixed, 'fixed')
  assertAhead(definition.schedule, before.definition.schedule, now)
  const ramp = continueRamp(before, definition, now)
  const paused = rampPaused === undefined ? ramp?.paused : rampPaused ? ramp?.paused ?? 'admin' : null
  const resumed = ramp?.paused && paused === null
  const nextRamp = ramp && { ...ramp, paused: paused ?? null, ...(resumed && { since: now }) }
  if (isDeepStrictEqual(definition, before.definition) && isDeepStrictEqual(nextRamp, before.ramp)) return undefined
  return { definition, ramp: nextRamp, killed: definition.enabled ? undefined : before.killed }
}

/** Of Plaza's own features the code knows the variants, and counts on what is off. */
export function fixedFieldIn(before: FeatureDefinition, after: FeatureDefinition): keyof FeatureDefinition | undefined {
  return (['variants', 'offVariant'] as const).find(name => !isDeepStrictEqual(before[name], after[name]))
}

/** `invalid` for a new time that is over: it would be done at once. */
function assertAhead(schedule: FeatureSchedule | null, before: FeatureSchedule | null, now: Date): void {
  for (const name of ['on', 'off'] as const) {
    const at = schedule?.[name]
    if (at && at !== before?.[name] && new Date(at) <= now) throw invalidField(`schedule.${name}`, 'past')
  }
}

/**
 * Turns a feature off for everybody, whatever its rules and schedule say, until an admin turns it on again. When it is
 * killed already the first reason stands, as it is why people do not have it; the second is in the history.
 */
export async function killFeature(actor: Actor, key: string, reason: string): Promise<AdminFeature> {
  const killed = await changeFeature(key, { kind: 'killed', actor, reason }, ({ definition, killed }, now) =>
    ({ definition: { ...definition, enabled: false }, killed: killed ?? { reason, by: actor.id, at: now } }))
  return toAdminFeature(killed)
}

/** Makes a feature what it was after an earlier version; what was planned for times that are over stays undone. */
export async function revertFeature(actor: Actor, key: string, version: number): Promise<AdminFeature> {
  const reverted = await changeFeatures(async (work) => {
    const before = requireIn(work.all, key)
    const [event] = await work.tx.select().from(featureEvents)
      .where(and(eq(featureEvents.featureId, before.id), eq(featureEvents.version, version)))
    if (!event) throw new AppError('not_found')
    const definition = JSON.parse(event.definition) as FeatureDefinition
    const changes = {
      definition: { ...definition, schedule: withoutPast(definition.schedule, work.now) },
      killed: definition.enabled ? undefined : before.killed,
    }
    return saveFeature(work, before, changes, { kind: 'reverted', actor, reason: String(version) })
  })
  return reverted ? toAdminFeature(reverted) : getFeature(key)
}

/** Removes a feature for good; its key stays taken. `conflict` for Plaza's own, and while others depend on it. */
export async function deleteFeature(actor: Actor, key: string): Promise<void> {
  await changeFeatures(async (work) => {
    const feature = requireIn(work.all, key)
    if (isOwnFeature(key)) throw new AppError('conflict', { detail: 'own_feature' })
    if (work.all.some(other => other.definition.prerequisites.some(wanted => wanted.key === key))) {
      throw new AppError('conflict', { detail: 'prerequisite' })
    }
    await work.tx.update(features)
      .set({ deletedAt: work.now, version: work.version })
      .where(eq(features.id, feature.id))
    await recordEvent(work, feature, { kind: 'deleted', actor })
    await recordAudit(work.tx, 'chat', actor, {
      action: 'feature.deleted',
      target: ['feature', feature.id],
      before: { key, ...feature.definition },
    })
    return true
  })
}

/** What a context would be given, and why. */
export function simulateFeature(key: string, context: FeatureContext): FeatureSimulation {
  const { compiled } = currentFeatures()
  const feature = compiled.get(key)
  if (!feature) throw new AppError('not_found')
  const bucket = context.targetingKey === undefined ? undefined : bucketOf(feature.salt, key, context.targetingKey)
  return { ...evaluate(feature, context, compiled), ...(bucket !== undefined && { bucket }) }
}

/** All of a feature, checked as a whole: a patch alone may name variants that only the rest has. */
export function checkDefinition(definition: unknown): FeatureDefinition {
  const result = featureDefinitionSchema.safeParse(definition)
  if (result.success) return result.data
  throw new AppError('invalid', {
    errors: result.error.issues.map(({ path, message }) => ({ path: path.join('.'), code: message })),
  })
}

async function toAdminFeature(feature: StoredFeature): Promise<AdminFeature> {
  const [shaped] = await toAdminFeatures([feature])
  if (!shaped) throw new AppError('not_found')
  return shaped
}

async function toAdminFeatures(stored: StoredFeature[]): Promise<AdminFeature[]> {
  const now = new Date()
  const profiles = await getProfiles(stored.flatMap(({ killed }) => killed?.by ?? []))
  return stored.map(feature => ({
    key: feature.key, own: isOwnFeature(feature.key), ...feature.definition,
    salt: feature.salt, hashVersion: feature.hashVersion, version: feature.version, stale: staleReason(feature, now),
    killed: feature.killed
      ? {
          reason: feature.killed.reason,
          at: feature.killed.at.toISOString(),
          by: profiles.get(feature.killed.by ?? 0) ?? null,
        }
      : null,
    ramp: feature.ramp ? { ...feature.ramp, since: feature.ramp.since.toISOString() } : null,
    createdAt: feature.createdAt.toISOString(), updatedAt: feature.updatedAt.toISOString(),
  }))
}
