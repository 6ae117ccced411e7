import type { FeatureComparison, FeatureDefinition } from '#shared/protocol/admin/adminFeature'
import { compareMeans } from './statistics'
import type { Sample } from './statistics'

/** Of each side; with fewer an interval says nothing. */
const enoughPeople = 20
const metrics = ['faults', 'failures', 'messages'] as const

export type Samples = Record<typeof metrics[number], Sample>

/**
 * Each variant against the off variant, or against the default one when too few people have that; null when there are
 * too few on either side. What happened to nobody is left out: nothing can be said of it.
 */
export function compareVariants(
  { offVariant, defaultVariant }: Pick<FeatureDefinition, 'offVariant' | 'defaultVariant'>,
  samples: Map<string, Samples>,
): FeatureComparison[] | null {
  const enough = [...samples].filter(([, { faults }]) => faults.count >= enoughPeople)
  const base = [offVariant, defaultVariant].flatMap(name => enough.filter(([variant]) => variant === name))[0]
  const others = enough.filter(one => one !== base)
  if (!base || others.length === 0) return null
  const [, baseSamples] = base
  return others.flatMap(([variant, own]) => metrics.flatMap((metric): FeatureComparison[] => {
    const [sample, rest] = [own[metric], baseSamples[metric]]
    if (sample.sum + rest.sum === 0) return []
    const rates = { rate: sample.sum / sample.count, baseRate: rest.sum / rest.count }
    return [{ variant, metric, ...rates, ...compareMeans(sample, rest) }]
  }))
}
