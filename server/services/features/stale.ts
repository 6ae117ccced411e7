import type { FeatureStaleReason } from '#shared/protocol/admin/adminFeature'
import type { StoredFeature } from './featureRow'

const dayMs = 86_400_000
const settledDays = 14
const unusedDays = 30

/**
 * Why a feature could be tidied away, if so: past its date, the same for everybody and unchanged for 14
 * days, or not asked for in 30.
 */
export function staleReason(feature: StoredFeature, now: Date): FeatureStaleReason | null {
  const { staleAfter } = feature.definition
  const age = (since: Date) => (now.getTime() - since.getTime()) / dayMs
  if (staleAfter && new Date(staleAfter) <= now) return 'date'
  if (age(feature.evaluatedAt ?? feature.createdAt) > unusedDays) return 'unused'
  return isSettled(feature) && age(feature.updatedAt) > settledDays ? 'settled' : null
}

/** True when everybody gets the same and no schedule is going to change that. */
function isSettled({ definition: { type, enabled, schedule, rules, defaultVariant }, ramp }: StoredFeature): boolean {
  // These are meant to stay.
  if (type === 'kill_switch' || type === 'operational' || type === 'permission') return false
  if (schedule?.on || schedule?.off || (ramp && ramp.share < 100)) return false
  if (!enabled) return true
  const [first] = rules.filter(rule => rule.share !== 0)
  if (!first) return true
  const forAll = first.conditions.length === 0 && (first.share ?? 100) === 100 && !first.split
  return forAll || rules.every(({ variant, share }) => variant === defaultVariant || share === 0)
}
