import type { OfrepFailure, OfrepFlag } from '#shared/protocol/ofrep'
import { currentFeatures } from '../features/catalogue'
import type { FeatureContext } from '../features/condition'
import type { CompiledFeature, CompiledFeatures } from '../features/evaluate'
import { contextFrom, toFlagResult } from '../features/flagResult'
import { noteAsked } from './flagUse'

/**
 * One feature for a context of another application; undefined for an unknown one, and for a hidden one that the
 * context is not given.
 */
export function evaluateFlag(key: string, given: Record<string, unknown>): OfrepFlag | OfrepFailure | undefined {
  const { compiled } = currentFeatures()
  const feature = compiled.get(key)
  return feature && toFlag(feature, contextFrom(given), compiled)
}

/** All features that the context may know of. */
export function evaluateFlags(given: Record<string, unknown>): (OfrepFlag | OfrepFailure)[] {
  const context = contextFrom(given)
  const { compiled } = currentFeatures()
  return [...compiled.values()].flatMap(feature => toFlag(feature, context, compiled) ?? [])
}

function toFlag(
  feature: CompiledFeature, context: FeatureContext, all: CompiledFeatures,
): OfrepFlag | OfrepFailure | undefined {
  const { variant, value, reason, lacksKey } = toFlagResult(feature, context, all)
  const { key, hidden, offVariant, version } = feature
  noteAsked(feature.id)
  // Without a key nobody can say that the context is given it.
  if (hidden && (lacksKey || variant === offVariant)) return undefined
  const errorDetails = 'this feature is given by share: the context needs a targetingKey'
  if (lacksKey) return { key, errorCode: 'TARGETING_KEY_MISSING', errorDetails }
  return { key, value, variant, reason, metadata: { version } }
}
