import { gt, lt, sql } from 'drizzle-orm'
import type { FeatureReach } from '#shared/protocol/admin/adminFeature'
import { featureReach } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import { requireIn } from './featureChange'
import { readFeatures } from './featureRow'

/** A node that wrote nothing for so long is gone. */
const goneMs = 10_000

/** What a person's connection was sent last, and the version that it confirmed; 0 before the first. */
export interface SeenVersion { sent: number, seen: number }

/** What this node knows of its people, for all nodes. */
export async function reportReach(node: string, people: SeenVersion[]): Promise<void> {
  const counts: Record<string, number> = {}
  for (const { sent, seen } of people) counts[`${sent}:${seen}`] = (counts[`${sent}:${seen}`] ?? 0) + 1
  const values = { people: JSON.stringify(counts), updatedAt: new Date() }
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
  const since = new Date(Date.now() - goneMs)
  await queries.delete(featureReach).where(lt(featureReach.updatedAt, since))
  const nodes = await queries.select().from(featureReach).where(gt(featureReach.updatedAt, since))
  const reach = { version, connected: 0, seen: 0 }
  for (const { people } of nodes) {
    for (const [versions, count] of Object.entries(JSON.parse(people) as Record<string, number>)) {
      const [sent = 0, seen = 0] = versions.split(':').map(Number)
      reach.connected += count
      if (seen >= version || (sent < version && seen > 0 && seen >= sent)) reach.seen += count
    }
  }
  return reach
}
