import type { FeatureSet } from '#shared/protocol/feature'
import { bucketCount } from '../features/bucket'
import { currentFeatures } from '../features/catalogue'
import type { CompiledFeature } from '../features/evaluate'

let kept: { version: number, enabled: CompiledFeature[] } = { version: -1, enabled: [] }

/** The features that are on for some. Of one that is off for everybody nothing is written down. */
export function enabledFeatures(): CompiledFeature[] {
  const { version, compiled } = currentFeatures()
  if (kept.version !== version) kept = { version, enabled: [...compiled.values()].filter(({ enabled }) => enabled) }
  return kept.enabled
}

/** What somebody has of a feature; a hidden one that they do not have is not in their set. */
export function variantIn({ features }: FeatureSet, { key, offVariant }: CompiledFeature): string {
  return Object.hasOwn(features, key) ? features[key]?.variant ?? offVariant : offVariant
}

/** Whether people may be given different variants, so that there is something to compare. */
export function isVaried({ rules, ramp, prerequisites }: CompiledFeature): boolean {
  return rules.length > 0 || ramp < bucketCount || prerequisites.length > 0
}
