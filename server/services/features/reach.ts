import { gt, lt, sql } from 'drizzle-orm'
import type { FeatureReach } from '#shared/protocol/admin/adminFeature'
import { featureReach } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import { requireIn } from './featureChange'
import { readFeatures } from './featureRow'
import type { StoredFeature } from './featureRow'

/** A node that wrote nothing for so long is gone. */
const goneMs = 10_000

/** What a person's connection was sent last, and the version that it confirmed; 0 before the first. */
export interface SeenVersion { sent: number, seen: number }

/** People with an open page: by the id of a feature, and by its variant. */
export type OpenCounts = Record<string, Record<string, number>>

/** What this node knows of its people, for all nodes. */
export async function reportReach(node: string, people: SeenVersion[], open: OpenCounts): Promise<void> {
  const counts: Record<string, number> = {}
  for (const { sent, seen } of people) counts[`${sent}:${seen}`] = (counts[`${sent}:${seen}`] ?? 0) + 1
  const values = { people: JSON.stringify(counts), open: JSON.stringify(open), updatedAt: new Date() }
  await chatDatabase().queries.insert(featureReach).values({ node, ...values }).onDuplicateKeyUpdate({ set: values })
}

/** This node serves nobody any more. */
export async function endReach(node: string): Promise<void> {
  await chatDatabase().queries.delete(featureReach).where(sql`${featureReach.node} = ${node}`)
}

/**
 * Of the people who are connected to any node, those who confirmed the last change of the feature. Whom it did not
 * affect was not sent it: they count when they confirmed what they were sent before.
 */
export async function getReach(key: string): Promise<FeatureReach> {
  const { queries } = chatDatabase()
  const { version } = requireIn(await readFeatures(queries), key)
  await queries.delete(featureReach).where(lt(featureReach.updatedAt, new Date(Date.now() - goneMs)))
  const reach = { version, connected: 0, seen: 0 }
  for (const { people } of await presentNodes()) {
    for (const [versions, count] of Object.entries(people)) {
      const [sent = 0, seen = 0] = versions.split(':').map(Number)
      reach.connected += count
      if (seen >= version || (sent < version && seen > 0 && seen >= sent)) reach.seen += count
    }
  }
  return reach
}

/** By variant: people who have a page open now. While a feature is off all of them have its off variant. */
export async function readOpen({ id, definition }: StoredFeature): Promise<Map<string, number>> {
  const { enabled, offVariant } = definition
  const total = new Map<string, number>()
  for (const { people, open } of await presentNodes()) {
    const all = Object.values(people).reduce((sum, count) => sum + count, 0)
    const counts = enabled ? open[id] ?? {} : { [offVariant]: all }
    for (const [variant, count] of Object.entries(counts)) total.set(variant, (total.get(variant) ?? 0) + count)
  }
  return total
}

async function presentNodes(): Promise<{ people: Record<string, number>, open: OpenCounts }[]> {
  const nodes = await chatDatabase().queries.select().from(featureReach)
    .where(gt(featureReach.updatedAt, new Date(Date.now() - goneMs)))
  return nodes.map(({ people, open }) => ({
    people: JSON.parse(people) as Record<string, number>, open: JSON.parse(open ?? '{}') as OpenCounts,
  }))
}
