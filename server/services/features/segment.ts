import { isDeepStrictEqual } from 'node:util'
import { asc, eq } from 'drizzle-orm'
import type { FeatureCondition, FeatureSegment } from '#shared/protocol/admin/adminFeature'
import type { NewSegment, SegmentPatch } from '#shared/schemas/admin/adminFeature'
import { featureSegments } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { usesSegment } from './condition'
import { changeFeatures } from './featureChange'
import type { FeatureWork } from './featureChange'

type Row = typeof featureSegments.$inferSelect

/** By key. */
export async function listSegments(): Promise<FeatureSegment[]> {
  return (await readSegments(chatDatabase().queries)).map(toSegment)
}

/** A group of people that rules name by its key; `conflict` for a key that is taken, also in other case. */
export async function createSegment(actor: Actor, input: NewSegment): Promise<FeatureSegment> {
  return change(async (work) => {
    const { tx } = work
    assertSegmentKeyFree((await readSegments(tx)).map(({ key }) => key), input.key)
    return writeSegment(work, actor, input)
  })
}

export function assertSegmentKeyFree(keys: Iterable<string>, wanted: string): void {
  const isTaken = [...keys].some(key => key.toLowerCase() === wanted.toLowerCase())
  if (isTaken) throw new AppError('conflict', { detail: 'key_taken' })
}

/** Features whose rules name it change with it, at once. */
export async function updateSegment(actor: Actor, key: string, patch: SegmentPatch): Promise<FeatureSegment> {
  let unchanged: FeatureSegment | undefined
  const changed = await changeFeatures(async (work) => {
    const before = toSegment(await requireSegment(work.tx, key))
    const { description = before.description, conditions = before.conditions } = patch
    if (description === before.description && isDeepStrictEqual(conditions, before.conditions)) {
      unchanged = before
      return undefined
    }
    return writeSegment(work, actor, { key, description, conditions }, before)
  })
  return requireThat(changed ?? unchanged)
}

/** `conflict` while a rule names it: the rule would match nobody, or everybody. */
export async function deleteSegment(actor: Actor, key: string): Promise<void> {
  await changeFeatures(async ({ tx, all }) => {
    const { description, conditions } = toSegment(await requireSegment(tx, key))
    const user = all.find(({ definition }) => usesSegment(definition.rules, key))
    if (user) throw new AppError('conflict', { detail: `used_by ${user.key}` })
    await tx.delete(featureSegments).where(eq(featureSegments.key, key))
    await recordAudit(tx, 'chat', actor, {
      action: 'segment.deleted', target: ['feature', null], before: { segment: key, description, conditions },
    })
    return true
  })
}

/** In a transaction of `changeFeatures`: a segment as it is from now on. A segment is not made of segments. */
export async function writeSegment(
  { tx, now }: FeatureWork, actor: Actor, { key, description, conditions }: NewSegment, before?: FeatureSegment,
): Promise<FeatureSegment> {
  if (usesSegment([{ conditions }])) throw invalidField('conditions', 'segment')
  const values = { description, conditions: JSON.stringify(conditions), updatedAt: now }
  await tx.insert(featureSegments).values({ key, ...values }).onDuplicateKeyUpdate({ set: values })
  await recordAudit(tx, 'chat', actor, {
    action: before ? 'segment.changed' : 'segment.created', target: ['feature', null],
    after: { segment: key, description, conditions },
    ...(before && { before: { segment: key, description: before.description, conditions: before.conditions } }),
  })
  return { key, description, conditions, updatedAt: now.toISOString() }
}

export async function readSegments(queries: Queries): Promise<Row[]> {
  return queries.select().from(featureSegments).orderBy(asc(featureSegments.key))
}

export function toSegment({ key, description, conditions, updatedAt }: Row): FeatureSegment {
  const parsed = JSON.parse(conditions) as FeatureCondition[]
  return { key, description, conditions: parsed, updatedAt: updatedAt.toISOString() }
}

async function requireSegment(tx: Queries, key: string): Promise<Row> {
  const [row] = await tx.select().from(featureSegments).where(eq(featureSegments.key, key))
  return requireThat(row)
}

async function change<T>(work: (features: FeatureWork) => Promise<T>): Promise<T> {
  return requireThat(await changeFeatures(work))
}

function requireThat<T>(found: T | undefined): T {
  if (found === undefined) throw new AppError('not_found')
  return found
}
