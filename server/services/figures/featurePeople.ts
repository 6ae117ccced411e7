import { and, eq, inArray, lt, or, sql } from 'drizzle-orm'
import { featureFormerPeople, featurePeople } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import type { CompiledFeature } from '../features/evaluate'
import { currentFeatures } from '../features/catalogue'
import type { Due } from './peopleLedger'
import { rolloutsSince } from './rollout'

const rowsAtOnce = 500

/**
 * Writes who was given what, a statement a feature and 500 people. What was counted for somebody begins anew when they
 * get another variant, and when the feature has changed since they were last seen: both sides of a comparison are
 * counted over the same time. For whom it is on from their first day it is no news: then `note_seen_at` is `first_at`.
 */
export async function writePeople(due: Due[], now: Date): Promise<void> {
  const byFeature = Map.groupBy(due, ({ feature }) => feature)
  const rollouts = await rolloutsSince([...byFeature.keys()].map(({ id }) => id))
  for (const [feature, people] of byFeature) {
    const changedAt = currentFeatures().stored.find(({ id }) => id === feature.id)?.updatedAt ?? now
    for (let start = 0; start < people.length; start += rowsAtOnce) {
      const times = { now, changedAt, begun: rollouts.get(feature.id) ?? now }
      await writeRows(feature, people.slice(start, start + rowsAtOnce), times)
    }
  }
}

type Times = Record<'now' | 'changedAt' | 'begun', Date>

/** What is counted anew for somebody stays counted of the time in which they had it. Safe to be repeated. */
const keepFormer = `
  INSERT INTO feature_former_people (feature_id, variant, user_id, last_at, messages)
  SELECT feature_id, variant, user_id, last_at, messages FROM feature_people
  WHERE feature_id = ? AND user_id IN (?) AND (variant <> ? OR (last_at < ? AND messages > 0))
  ON DUPLICATE KEY UPDATE
    messages = feature_former_people.messages
      + IF(feature_former_people.last_at = VALUES(last_at), 0, VALUES(messages)),
    last_at = VALUES(last_at)`

async function keepFormerPeople({ id }: CompiledFeature, people: Due[], changedAt: Date): Promise<void> {
  for (const [variant, given] of Map.groupBy(people, due => due.variant)) {
    await chatDatabase().single.query(keepFormer, [id, given.map(({ userId }) => userId), variant, changedAt])
  }
}

const same = 'variant = VALUES(variant) AND last_at >= ?'
/** As text with its values beside it: tens of thousands of rows built as expressions would let the heap grow. */
const insertPeople = `
  INSERT INTO feature_people (feature_id, user_id, variant, first_at, last_at, note_seen_at) VALUES ?
  ON DUPLICATE KEY UPDATE
    faults = IF(${same}, faults, 0), failures = IF(${same}, failures, 0), messages = IF(${same}, messages, 0),
    first_at = IF(variant = VALUES(variant), first_at, VALUES(first_at)),
    last_at = VALUES(last_at), variant = VALUES(variant)`

// The assignments of the statement are made in their order, each with what those before it made.
async function writeRows(feature: CompiledFeature, people: Due[], { now, changedAt, begun }: Times): Promise<void> {
  const ordered = people.toSorted((one, other) => one.userId - other.userId)
  const rows = ordered.map(({ userId, variant, accountSince }) => {
    const isNoNews = variant !== feature.offVariant && accountSince > begun.getTime()
    return [feature.id, userId, variant, now, now, isNoNews ? now : null]
  })
  await keepFormerPeople(feature, ordered, changedAt)
  await chatDatabase().single.query(insertPeople, [rows, changedAt, changedAt, changedAt])
}

/** These people still have what is written of them. */
export async function refreshPeople(userIds: number[], featureIds: number[], now: Date): Promise<void> {
  if (featureIds.length === 0) return
  for (let start = 0; start < userIds.length; start += rowsAtOnce) {
    const rows = and(ofPeople(userIds.slice(start, start + rowsAtOnce), featureIds), lt(featurePeople.lastAt, now))
    await chatDatabase().queries.update(featurePeople).set({ lastAt: now }).where(rows)
  }
}

export interface Counts { faults: number, failures: number, messages: number }

/** Adds the same counts to all these people, for whatever they have of these features. */
export async function addCounts(userIds: number[], featureIds: number[], counts: Counts): Promise<void> {
  if (featureIds.length === 0) return
  const { faults, failures, messages } = featurePeople
  const more = {
    faults: sql`${faults} + ${counts.faults}`, failures: sql`${failures} + ${counts.failures}`,
    messages: sql`${messages} + ${counts.messages}`,
  }
  for (let start = 0; start < userIds.length; start += rowsAtOnce) {
    await chatDatabase().queries.update(featurePeople).set(more)
      .where(ofPeople(userIds.slice(start, start + rowsAtOnce), featureIds))
  }
}

/** Nothing of a deleted account stays. */
export async function forgetPerson(userId: number): Promise<void> {
  for (const table of [featurePeople, featureFormerPeople]) {
    await chatDatabase().queries.delete(table).where(eq(table.userId, userId))
  }
}

/** Since when somebody has a variant; the news of it is seen when `noteSeenAt` is set. */
export async function givenTo(userId: number, featureIds: number[]) {
  if (featureIds.length === 0) return []
  return chatDatabase().queries.select().from(featurePeople)
    .where(and(eq(featurePeople.userId, userId), or(...featureIds.map(id => eq(featurePeople.featureId, id)))))
}

function ofPeople(userIds: number[], featureIds: number[]) {
  return and(inArray(featurePeople.userId, userIds), inArray(featurePeople.featureId, featureIds))
}
