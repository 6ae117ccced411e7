import type { FeatureReason, FeatureRule } from '#shared/protocol/admin/adminFeature'
import type { FeatureApplyMode, FeatureResult, FeatureSet, FeatureValue } from '#shared/protocol/feature'
import { bucketCount, bucketOf } from './bucket'
import { compileConditions } from './condition'
import type { Condition, FeatureContext, Segments } from './condition'
import type { StoredFeature } from './featureRow'

export interface Outcome {
  variant: string
  value: FeatureValue
  reason: FeatureReason
  /** The rule that matched, from 0. */
  rule?: number
  /** The first rule whose conditions hold, but whose share leaves the context out, when none matched. */
  outside?: number
  /** The prerequisite that was not met. */
  prerequisite?: string
}

interface CompiledRule {
  holds: Condition
  /** Buckets below it are within. */
  share: number
  /** Each variant up to a bucket. */
  parts: { variant: string, below: number }[]
}

export interface CompiledFeature {
  id: number
  key: string
  salt: string
  version: number
  enabled: boolean
  /** Off by the kill switch, which waits for no moment. */
  killed: boolean
  variants: ReadonlyMap<string, FeatureValue>
  defaultVariant: string
  offVariant: string
  rules: CompiledRule[]
  /** Buckets below it are within the present step of the ramp. */
  ramp: number
  prerequisites: StoredFeature['definition']['prerequisites']
  apply: FeatureApplyMode
  hidden: boolean
}

export type CompiledFeatures = ReadonlyMap<string, CompiledFeature>

/** What was decided for the same context already, by key: what many features need is decided once. */
type Known = Map<string, Outcome>

export function compileFeature(stored: StoredFeature, segments: Segments): CompiledFeature {
  const { id, key, salt, version, definition, ramp } = stored
  const { enabled, defaultVariant, offVariant, prerequisites, applyMode, hidden } = definition
  return {
    id, key, salt, version, enabled, defaultVariant, offVariant, prerequisites, hidden,
    killed: stored.killed !== undefined,
    variants: new Map(Object.entries(definition.variants)),
    rules: definition.rules.map(rule => compileRule(rule, segments)),
    ramp: toBuckets(ramp?.share),
    apply: applyMode,
  }
}

function compileRule({ conditions, share, variant, split }: FeatureRule, segments: Segments): CompiledRule {
  const parts = split ?? [{ variant: variant ?? '', weight: 1 }]
  const total = parts.reduce((sum, { weight }) => sum + weight, 0)
  let sum = 0
  return {
    holds: compileConditions(conditions, segments),
    share: toBuckets(share),
    parts: parts.map((part) => {
      sum += part.weight
      return { variant: part.variant, below: sum / total * bucketCount }
    }),
  }
}

/** Percent to thousandths of a percent; everybody without one. */
function toBuckets(share: number | undefined): number {
  return share === undefined ? bucketCount : Math.round(share * 1000)
}

/**
 * What a feature is for a context: its off variant when it is off, a prerequisite is not met, or the ramp has not come
 * so far; else the variant of the first rule that matches, else the default. Nothing but the arguments decides, so
 * every node comes to the same result.
 */
export function evaluate(
  feature: CompiledFeature, context: FeatureContext, all: CompiledFeatures, known: Known = new Map(),
): Outcome {
  const decided = known.get(feature.key) ?? decide(feature, context, all, known)
  known.set(feature.key, decided)
  return decided
}

function decide(feature: CompiledFeature, context: FeatureContext, all: CompiledFeatures, known: Known): Outcome {
  const off = (reason: FeatureReason, prerequisite?: string): Outcome =>
    ({ ...outcome(feature, feature.offVariant, reason), ...(prerequisite !== undefined && { prerequisite }) })
  if (!feature.enabled) return off('DISABLED')
  const unmet = feature.prerequisites.find(({ key, variant }) => !isMet(all.get(key), variant, context, all, known))
  if (unmet) return off('PREREQUISITE_FAILED', unmet.key)
  const bucket = bucketFinder(feature, context)
  if (!isWithin(feature.ramp, bucket)) return off('SPLIT')
  let outside: number | undefined
  for (const [rule, matching] of feature.rules.entries()) {
    if (!matching.holds(context)) continue
    if (isWithin(matching.share, bucket)) return { ...applyRule(feature, matching, context), rule }
    outside ??= rule
  }
  return { ...outcome(feature, feature.defaultVariant, 'DEFAULT'), ...(outside !== undefined && { outside }) }
}

/** What a feature is for everybody while it is killed; undefined for one that is not. */
export function killedResult(feature: CompiledFeature | undefined): FeatureResult | undefined {
  if (!feature?.killed) return undefined
  return { value: feature.variants.get(feature.offVariant) ?? false, variant: feature.offVariant }
}

/** All features for a context. Who is not given a hidden one does not learn its name. */
export function evaluateAll(version: number, features: CompiledFeatures, context: FeatureContext): FeatureSet {
  const results: [string, FeatureResult][] = []
  const known: Known = new Map()
  for (const feature of features.values()) {
    const { variant, value } = evaluate(feature, context, features, known)
    if (feature.hidden && variant === feature.offVariant) continue
    const apply = feature.killed ? 'live' : feature.apply
    results.push([feature.key, { value, variant, ...(apply !== 'live' && { apply }) }])
  }
  return { version, features: Object.fromEntries(results) }
}

function applyRule(feature: CompiledFeature, { share, parts }: CompiledRule, context: FeatureContext): Outcome {
  const [only] = parts
  if (parts.length === 1 && only) {
    return outcome(feature, only.variant, share < bucketCount ? 'SPLIT' : 'TARGETING_MATCH')
  }
  if (context.targetingKey === undefined) {
    context.onMissingKey?.()
    return outcome(feature, feature.defaultVariant, 'DEFAULT')
  }
  const place = bucketOf(feature.salt, feature.key, context.targetingKey, 'variant')
  return outcome(feature, parts.find(({ below }) => place < below)?.variant ?? feature.defaultVariant, 'SPLIT')
}

/** Features never depend on each other in a circle: who would write one is refused. */
function isMet(
  feature: CompiledFeature | undefined, variant: string | undefined, context: FeatureContext, all: CompiledFeatures,
  known: Known,
): boolean {
  if (!feature) return false
  const given = evaluate(feature, context, all, known).variant
  return variant === undefined ? given !== feature.offVariant : given === variant
}

function isWithin(share: number, bucket: () => number | undefined): boolean {
  if (share >= bucketCount) return true
  const place = share > 0 ? bucket() : undefined
  return place !== undefined && place < share
}

/** Computed when a share first asks for it, and once. */
function bucketFinder(
  { salt, key }: CompiledFeature, { targetingKey, onMissingKey }: FeatureContext,
): () => number | undefined {
  let bucket: number | undefined
  return () => {
    if (targetingKey === undefined) onMissingKey?.()
    else bucket ??= bucketOf(salt, key, targetingKey)
    return bucket
  }
}

function outcome({ variants, offVariant }: CompiledFeature, variant: string, reason: FeatureReason): Outcome {
  const value = variants.get(variant)
  return value === undefined
    ? { variant: offVariant, value: variants.get(offVariant) ?? false, reason }
    : { variant, value, reason }
}
