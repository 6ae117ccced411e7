import type { AdminFeature } from '#shared/protocol/admin/adminFeature'

export type FeatureStateName = 'killed' | 'off' | 'scheduled' | 'paused' | 'ramp' | 'on'

/** The one word for how a feature stands; of a ramp it is `on` once it has come to everybody. */
export function featureState({ killed, enabled, schedule, ramp }: AdminFeature): FeatureStateName {
  if (killed) return 'killed'
  if (!enabled) return schedule?.on ? 'scheduled' : 'off'
  if (!ramp || ramp.share >= 100) return 'on'
  return ramp.paused === null ? 'ramp' : 'paused'
}

/** When the next step of a ramp begins; undefined at its last step and while it is paused. */
export function nextRampStep({ ramp, schedule }: AdminFeature): { share: number, at: string } | undefined {
  const steps = schedule?.ramp
  const next = ramp && steps?.[ramp.step + 1]
  if (!ramp || ramp.paused !== null || !next) return undefined
  const minutes = steps?.[ramp.step]?.minutes ?? 0
  return { share: next.share, at: new Date(Date.parse(ramp.since) + minutes * 60_000).toISOString() }
}
