import type { FeatureReason } from '#shared/protocol/admin/adminFeature'
import type { FeatureValue } from '#shared/protocol/feature'
import type { OfrepReason } from '#shared/protocol/ofrep'
import type { FeatureContext } from './condition'
import { evaluate } from './evaluate'
import type { CompiledFeature, CompiledFeatures } from './evaluate'

/** What OpenFeature calls our reasons (specification, types, resolution reason); it has no word for prerequisites. */
const reasons: Record<FeatureReason, OfrepReason> = {
  DISABLED: 'DISABLED', PREREQUISITE_FAILED: 'DISABLED', TARGETING_MATCH: 'TARGETING_MATCH', SPLIT: 'SPLIT',
  DEFAULT: 'DEFAULT', UNKNOWN: 'DEFAULT',
}

export interface FlagResult {
  variant: string
  value: FeatureValue
  reason: OfrepReason
  /** A share or a split decides, and the context has no targeting key: whoever asks should learn of it. */
  lacksKey: boolean
}

/** A context as OpenFeature writes it; dates as text. */
export function contextFrom({ targetingKey, ...attributes }: Record<string, unknown>): FeatureContext {
  const key = typeof targetingKey === 'string' && targetingKey !== '' ? targetingKey : undefined
  const entries = Object.entries(attributes)
  return { targetingKey: key, attributes: new Map(entries.map(([name, value]) => [name, toPlain(value)])) }
}

function toPlain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value
}

/** What a feature is for a context, in the terms of OpenFeature. */
export function toFlagResult(feature: CompiledFeature, context: FeatureContext, all: CompiledFeatures): FlagResult {
  let lacksKey = false
  const onMissingKey = () => {
    lacksKey = true
  }
  const { variant, value, reason } = evaluate(feature, { ...context, onMissingKey }, all)
  return { variant, value, reason: reasons[reason], lacksKey }
}
