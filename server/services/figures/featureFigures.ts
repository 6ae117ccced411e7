import { and, desc, eq } from 'drizzle-orm'
import type { FeatureFigures } from '#shared/protocol/admin/adminFeature'
import { featureEvents } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import { requireIn } from '../features/featureChange'
import { readFeatures } from '../features/featureRow'
import { readOpen } from '../features/reach'
import type { StoredFeature } from '../features/featureRow'
import { compareVariants } from './comparison'
import { lastDecision } from './featureGuard'
import { readPeople, readSamples, readSeries, readSums } from './figureRows'

const hourMs = 3_600_000
/** In longer spans a row a minute would be more than a chart shows. */
const fineHours = 6
const coarseMinutes = 15

const none = { people: 0, messages: 0, faults: 0, failures: 0 }

/** How a feature goes, by variant, in the last hours. */
export async function getFigures(key: string, hours: number): Promise<FeatureFigures> {
  const feature = requireIn(await readFeatures(chatDatabase().queries), key)
  const since = new Date(Date.now() - hours * hourMs)
  const [people, sums, open, samples, series] = await Promise.all([
    readPeople(feature, since), readSums(feature, since), readOpen(feature),
    readSamples(feature, since), readSeries(feature, since, hours <= fineHours ? 1 : coarseMinutes),
  ])
  return {
    since: since.toISOString(),
    variants: Object.keys(feature.definition.variants).map(variant =>
      ({ variant, ...none, open: open.get(variant) ?? 0, ...people.get(variant), ...sums.get(variant) })),
    series,
    comparisons: compareVariants(feature.definition, samples),
    guard: await guardOf(feature),
  }
}

/** What its guard did, or sees at present; null without one. */
async function guardOf(feature: StoredFeature): Promise<FeatureFigures['guard']> {
  const { id, killed, ramp, definition } = feature
  const stopped = killed?.reason ?? ramp?.paused
  if (stopped) {
    const [event] = await chatDatabase().queries.select().from(featureEvents)
      .where(and(eq(featureEvents.featureId, id), eq(featureEvents.kind, 'guarded')))
      .orderBy(desc(featureEvents.version)).limit(1)
    const figures = JSON.parse(event?.figures ?? '{}') as Record<string, number>
    if (event?.reason === stopped) return { state: killed ? 'killed' : 'paused', figures }
  }
  if (!definition.guard || !definition.enabled) return null
  const { verdict, figures } = lastDecision(id) ?? { verdict: 'too_few', figures: {} }
  return { state: verdict === 'too_few' ? verdict : 'watching', figures }
}
