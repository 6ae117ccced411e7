import { isDeepStrictEqual } from 'node:util'
import type { FeatureCatalogue, FeatureDefinition, FeatureSchedule } from '#shared/protocol/admin/adminFeature'
import type { FieldError } from '#shared/protocol/problem'
import { isOwnFeature } from '#shared/features'
import { featureDefinitionSchema } from '#shared/schemas/admin/adminFeature'
import type { FeatureImport } from '#shared/schemas/admin/adminFeature'
import { chatDatabase } from '../../database/databases'
import { AppError, invalidField } from '../../core/errors'
import type { Actor } from '../audit/audit'
import { hashVersion } from './bucket'
import { addFeature, fixedFieldIn } from './featureAdmin'
import { changeFeatures, saveFeature } from './featureChange'
import type { FeatureDeed, FeatureWork } from './featureChange'
import { readFeatures } from './featureRow'
import type { StoredFeature } from './featureRow'
import { readSegments, toSegment, writeSegment } from './segment'

/** A feature of the file, as it is to be and as it was. */
interface Planned {
  key: string
  definition: FeatureDefinition
  salt: string | undefined
  before: StoredFeature | undefined
}

/** All features and segments as an admin wrote them, and the salts that decide who is in which share. */
export async function exportFeatures(): Promise<FeatureCatalogue> {
  const { queries } = chatDatabase()
  const [features, segments] = await Promise.all([readFeatures(queries), readSegments(queries)])
  return {
    features: features.map(({ key, salt, definition }) => ({ key, salt, ...definition })),
    segments: segments.map(toSegment).map(({ updatedAt: _, ...segment }) => segment),
  }
}

/**
 * Makes features and segments what a file says, all of them or none; idempotent. Features are found by key, and those
 * that the file does not name stay. With the salt of the file everybody is in the share that they were in where it was
 * exported. Prerequisites may stand in any order.
 */
export async function importFeatures(
  actor: Actor, input: FeatureImport,
): Promise<{ created: number, changed: number }> {
  assertUnique('features', input.features)
  assertUnique('segments', input.segments)
  const done = await changeFeatures(async (work) => {
    const segments = await importSegments(work, actor, input.segments)
    const planned = input.features.map((feature, n) => plan(work, feature, n))
    const features = await importPlanned(work, planned, { kind: 'imported', actor })
    const counts = { created: segments.created + features.created, changed: segments.changed + features.changed }
    return counts.created + counts.changed > 0 ? counts : undefined
  })
  return done ?? { created: 0, changed: 0 }
}

async function importSegments(work: FeatureWork, actor: Actor, segments: FeatureImport['segments']) {
  const known = new Map((await readSegments(work.tx)).map(row => [row.key, toSegment(row)]))
  const counts = { created: 0, changed: 0 }
  for (const segment of segments) {
    const before = known.get(segment.key)
    if (before && isDeepStrictEqual({ ...segment, updatedAt: before.updatedAt }, before)) continue
    await writeSegment(work, actor, segment, before)
    counts[before ? 'changed' : 'created']++
  }
  return counts
}

/** What was planned for a time that is over does not happen now. */
function plan(
  { all, now }: FeatureWork, { key, salt, ...input }: FeatureImport['features'][number], n: number,
): Planned {
  const given = {
    ...input, hidden: input.hidden ?? input.type === 'permission', schedule: undoPast(input.schedule, now),
  }
  const { success, data, error } = featureDefinitionSchema.safeParse(given)
  if (!success) {
    throw new AppError('invalid', { errors: error.issues.map(({ path, message }) => fault(n, path, message)) })
  }
  // As it is read from the database: without fields that are undefined.
  const definition = JSON.parse(JSON.stringify(data)) as FeatureDefinition
  const before = all.find(feature => feature.key === key)
  const fixed = isOwnFeature(key) && before && fixedFieldIn(before.definition, definition)
  if (fixed) throw new AppError('invalid', { errors: [fault(n, [fixed], 'fixed')] })
  return { key, definition, salt, before }
}

/** As it stands in the file but for times that are over, so that the same file again is no change. */
function undoPast(schedule: FeatureSchedule | null, now: Date): FeatureSchedule | null {
  const isOver = (at: string | null | undefined) => Boolean(at) && new Date(at ?? 0) <= now
  if (!schedule) return null
  return { ...schedule, ...(isOver(schedule.on) && { on: null }), ...(isOver(schedule.off) && { off: null }) }
}

/** Each is checked beside the others as they will be, so that it may need one that comes later. */
async function importPlanned(work: FeatureWork, planned: Planned[], deed: FeatureDeed) {
  const others = work.all.filter(({ key }) => !planned.some(one => one.key === key))
  const all = [...others, ...planned.map((one, n) => futureOf(one, work, -1 - n))]
  const counts = { created: 0, changed: 0 }
  for (const { key, definition, salt, before } of planned) {
    if (!before) {
      await addFeature({ ...work, all }, key, definition, deed, salt)
      counts.created++
      continue
    }
    if (isDeepStrictEqual(definition, before.definition) && (salt ?? before.salt) === before.salt) continue
    const killed = definition.enabled ? undefined : before.killed
    await saveFeature({ ...work, all }, before, { definition, salt: salt ?? before.salt, killed }, deed)
    counts.changed++
  }
  return counts
}

function futureOf({ key, definition, before }: Planned, { now, version }: FeatureWork, id: number): StoredFeature {
  const blank = {
    id, key, salt: '', hashVersion, version, ramp: undefined, killed: undefined, evaluatedAt: null, createdAt: now,
    updatedAt: now,
  }
  return { ...blank, ...before, definition }
}

function fault(n: number, path: PropertyKey[], code: string): FieldError {
  return { path: ['features', n, ...path].join('.'), code }
}

function assertUnique(list: string, items: { key: string }[]): void {
  items.forEach(({ key }, n) => {
    if (items.findIndex(item => item.key === key) !== n) throw invalidField(`${list}.${n}.key`, 'duplicate')
  })
}
