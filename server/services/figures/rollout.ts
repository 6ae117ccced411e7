import { and, inArray, min, sql } from 'drizzle-orm'
import { featureEvents } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'

/** Never changes once it is known. */
const begun = new Map<number, Date>()

/** When each of these features was first turned on for anybody; whoever came later knows Plaza with it. */
export async function rolloutsSince(featureIds: number[]): Promise<ReadonlyMap<number, Date>> {
  const unknown = featureIds.filter(id => !begun.has(id))
  if (unknown.length === 0) return begun
  const { featureId, createdAt, definition } = featureEvents
  const rows = await chatDatabase().queries.select({ id: featureId, at: min(createdAt) }).from(featureEvents)
    .where(and(inArray(featureId, unknown), sql`JSON_VALUE(${definition}, '$.enabled') IN ('1', 'true')`))
    .groupBy(featureId)
  for (const { id, at } of rows) if (at) begun.set(id, at)
  return begun
}
