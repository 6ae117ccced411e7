import { isDeepStrictEqual } from 'node:util'
import type {
  FeatureCatalogue, FeatureDefinition, FeatureImportChange, FeatureImportPreview, FeatureSchedule,
} from '#shared/protocol/admin/adminFeature'
import type { FieldError } from '#shared/protocol/problem'
import { isOwnFeature } from '#shared/features'
import type { FeatureImport } from '#shared/schemas/admin/adminFeature'
import { chatDatabase } from '../../database/databases'
import { AppError, invalidField } from '../../core/errors'
import type { Actor } from '../audit/audit'
import { hashVersion } from './bucket'
import { addFeature, assertKeyFree, checkDefinition, fixedFieldIn } from './featureAdmin'
import { changeFeatures, saveFeature } from './featureChange'
import type { FeatureDeed, FeatureWork } from './featureChange'
import { readFeatures } from './featureRow'
import type { StoredFeature } from './featureRow'
import { assertSegmentKeyFree, readSegments, toSegment, writeSegment } from './segment'

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
  const done = await changeFeatures(async (work) => {
    const changes = await importAll(work, actor, input)
    return isEmpty(changes) ? undefined : changes
  })
  const all = done ? [...done.features, ...done.segments] : []
  const created = all.filter(({ before }) => before === null).length
  return { created, changed: all.length - created }
}

/** What `importFeatures` would change; the same errors, and nothing is stored. */
export async function previewImport(actor: Actor, input: FeatureImport): Promise<FeatureImportPreview> {
  class Previewed extends Error {
    constructor(readonly changes: Changes) {
      super('previewed')
    }
  }
  try {
    // Done and undone: what is shown is what an import does.
    await changeFeatures(async (work) => {
      throw new Previewed(await importAll(work, actor, input))
    })
  }
  catch (error) {
    if (!(error instanceof Previewed)) throw error
    const { features, segments } = error.changes
    const unchanged = input.features.length + input.segments.length - features.length - segments.length
    return { features, segments, unchanged }
  }
  throw new AppError('internal')
}

type Changes = Pick<FeatureImportPreview, 'features' | 'segments'>

const isEmpty = ({ features, segments }: Changes) => features.length + segments.length === 0

async function importAll(work: FeatureWork, actor: Actor, input: FeatureImport): Promise<Changes> {
  assertUnique('features', input.features)
  assertUnique('segments', input.segments)
  const segments = await importSegments(work, actor, input.segments)
  const planned = await inOrder(input.features, (feature, n) => within(`features.${n}`, () => plan(work, feature)))
  return { segments, features: await importPlanned(work, planned, { kind: 'imported', actor }) }
}

async function importSegments(
  work: FeatureWork, actor: Actor, segments: FeatureImport['segments'],
): Promise<Changes['segments']> {
  const known = new Map((await readSegments(work.tx)).map(row => [row.key, toSegment(row)]))
  const changes: Changes['segments'] = []
  for (const [n, segment] of segments.entries()) {
    const before = known.get(segment.key)
    if (before && isDeepStrictEqual({ ...segment, updatedAt: before.updatedAt }, before)) continue
    await within(`segments.${n}`, async () => {
      if (!before) assertSegmentKeyFree(known.keys(), segment.key)
      await writeSegment(work, actor, segment, before)
    })
    changes.push({ key: segment.key, before: before?.conditions ?? null, after: segment.conditions })
  }
  return changes
}

/** What was planned for a time that is over does not happen now. */
function plan({ all, now }: FeatureWork, { key, salt, ...input }: FeatureImport['features'][number]): Planned {
  const hidden = input.hidden ?? input.type === 'permission'
  const checked = checkDefinition({ ...input, hidden, schedule: undoPast(input.schedule, now) })
  // As it is read from the database: without fields that are undefined.
  const definition = JSON.parse(JSON.stringify(checked)) as FeatureDefinition
  const before = all.find(feature => feature.key === key)
  const fixed = isOwnFeature(key) && before && fixedFieldIn(before.definition, definition)
  if (fixed) throw invalidField(fixed, 'fixed')
  return { key, definition, salt, before }
}

/** As it stands in the file but for times that are over, so that the same file again is no change. */
function undoPast(schedule: FeatureSchedule | null, now: Date): FeatureSchedule | null {
  const isOver = (at: string | null | undefined) => Boolean(at) && new Date(at ?? 0) <= now
  if (!schedule) return null
  return { ...schedule, ...(isOver(schedule.on) && { on: null }), ...(isOver(schedule.off) && { off: null }) }
}

/** Each is checked beside the others as they will be, so that it may need one that comes later. */
async function importPlanned(work: FeatureWork, planned: Planned[], deed: FeatureDeed): Promise<Changes['features']> {
  const others = work.all.filter(({ key }) => !planned.some(one => one.key === key))
  const all = [...others, ...planned.map((one, n) => futureOf(one, work, -1 - n))]
  const changes = await inOrder(planned, (one, n) =>
    within(`features.${n}`, () => importOne({ ...work, all }, one, deed)))
  return changes.filter(change => change !== undefined)
}

async function importOne(
  work: FeatureWork, { key, definition, salt, before }: Planned, deed: FeatureDeed,
): Promise<FeatureImportChange | undefined> {
  if (!before) {
    await assertKeyFree(work.tx, key)
    await addFeature(work, key, definition, deed, salt)
    return { key, before: null, after: definition, reshuffles: false, liftedKill: null }
  }
  const reshuffles = salt !== undefined && salt !== before.salt
  if (isDeepStrictEqual(definition, before.definition) && !reshuffles) return undefined
  const killed = definition.enabled ? undefined : before.killed
  await saveFeature(work, before, { definition, salt: salt ?? before.salt, killed }, deed)
  const liftedKill = definition.enabled ? before.killed?.reason ?? null : null
  return { key, before: before.definition, after: definition, reshuffles, liftedKill }
}

function futureOf({ key, definition, before }: Planned, { now, version }: FeatureWork, id: number): StoredFeature {
  const blank = {
    id, key, salt: '', hashVersion, version, ramp: undefined, killed: undefined, evaluatedAt: null, createdAt: now,
    updatedAt: now,
  }
  return { ...blank, ...before, definition }
}

async function inOrder<T, R>(items: T[], work: (item: T, n: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const [n, item] of items.entries()) results.push(await work(item, n))
  return results
}

const fieldOfConflict: Record<string, FieldError> = {
  key_taken: { path: 'key', code: 'taken' }, prerequisite: { path: 'variants', code: 'needed' },
}

/** Says in which part of the file an error is. */
async function within<T>(place: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  }
  catch (error) {
    if (!(error instanceof AppError)) throw error
    const conflict = fieldOfConflict[error.details.detail ?? '']
    const found = error.details.errors ?? (conflict ? [conflict] : [])
    const errors = found.map(({ path, code }) => ({ path: `${place}.${path}`, code }))
    throw new AppError(error.code, { ...error.details, ...(errors.length > 0 && { errors }) })
  }
}

function assertUnique(list: string, items: { key: string }[]): void {
  items.forEach(({ key }, n) => {
    if (items.findIndex(item => item.key === key) !== n) throw invalidField(`${list}.${n}.key`, 'duplicate')
  })
}
