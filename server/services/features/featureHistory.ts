import { and, desc, eq, lt } from 'drizzle-orm'
import type { FeatureDefinition, FeatureEvent } from '#shared/protocol/admin/adminFeature'
import type { ListQuery } from '#shared/schemas/common'
import { featureEvents } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { getProfiles } from '../users/profile'
import { requireIn } from './featureChange'
import { readFeatures } from './featureRow'

/** Each version of a feature, the newest first. */
export async function listFeatureEvents(
  key: string, { limit, cursor }: Pick<ListQuery, 'limit' | 'cursor'>,
): Promise<{ events: FeatureEvent[], cursor?: string }> {
  const { id } = requireIn(await readFeatures(chatDatabase().queries), key)
  const [before] = decodeNumbers('feature-events', cursor, 1) ?? []
  const rows = await chatDatabase().queries.select().from(featureEvents)
    .where(and(eq(featureEvents.featureId, id), before === undefined ? undefined : lt(featureEvents.version, before)))
    .orderBy(desc(featureEvents.version)).limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  const profiles = await getProfiles(page.flatMap(row => row.actorId ?? []))
  return {
    events: page.map(({ version, kind, actorId, reason, figures, definition, createdAt }) => ({
      version, kind, reason, actor: profiles.get(actorId ?? 0) ?? null, createdAt: createdAt.toISOString(),
      figures: figures === null ? null : JSON.parse(figures) as Record<string, number>,
      definition: JSON.parse(definition) as FeatureDefinition,
    })),
    ...(last && { cursor: encodeNumbers('feature-events', [last.version]) }),
  }
}
