import { describeError, log } from '../../core/log'
import { currentFeatures } from './catalogue'
import { changeFeatures, continueRamp, ownActor, saveFeature } from './featureChange'
import type { FeatureDeed } from './featureChange'
import type { StoredFeature } from './featureRow'

const lookMs = 1000
const minuteMs = 60_000

/** Each node looks every second for what is due; the first to hold the features does it, the others find it done. */
export function startSchedules(): void {
  let looking = false
  setInterval(() => {
    if (looking) return
    looking = true
    void runSchedules(new Date())
      .catch((error: unknown) => log.warn('feature schedules', describeError(error)))
      .finally(() => {
        looking = false
      })
  }, lookMs).unref()
}

/** Does what is due by now, one feature after another; one that cannot be changed keeps no other from its time. */
export async function runSchedules(now: Date): Promise<void> {
  for (const { id, key } of currentFeatures().stored.filter(feature => dueChange(feature, now))) {
    await runSchedule(key).catch((error: unknown) => {
      log.warn('feature schedule', { feature: id, ...describeError(error) })
    })
  }
}

async function runSchedule(key: string): Promise<void> {
  await changeFeatures(async (work) => {
    const before = work.all.find(feature => feature.key === key)
    const due = before && dueChange(before, work.now)
    return before && due && saveFeature(work, before, due.changes, due.deed)
  })
}

/**
 * What the schedule of a feature asks for by now: on or off at its time, or the next step of its ramp;
 * undefined for nothing.
 */
export function dueChange(
  feature: StoredFeature, now: Date,
): { changes: Partial<StoredFeature>, deed: FeatureDeed } | undefined {
  return dueSwitch(feature, now) ?? dueStep(feature, now)
}

/** Each time is used once: an admin who decides otherwise later has the last word, and so has a kill switch. */
function dueSwitch({ definition, killed, ramp }: StoredFeature, now: Date) {
  const { schedule } = definition
  const isDue = (at: string | null | undefined) => Boolean(at) && new Date(at ?? 0) <= now
  const [on, off] = [isDue(schedule?.on), isDue(schedule?.off)]
  if (!schedule || !(on || off)) return undefined
  const latest = on && off ? new Date(schedule.on ?? 0) > new Date(schedule.off ?? 0) : on
  const enabled = latest && !killed
  const next = {
    ...definition,
    enabled,
    schedule: { ...schedule, on: on ? null : schedule.on, off: off ? null : schedule.off },
  }
  const deed: FeatureDeed = { kind: 'scheduled', actor: ownActor, reason: enabled ? 'on' : 'off' }
  return { changes: { definition: next, ramp: continueRamp({ ramp }, next, now) }, deed }
}

function dueStep({ definition, ramp }: StoredFeature, now: Date) {
  const steps = definition.schedule?.ramp
  if (!ramp || ramp.paused !== null || !definition.enabled) return undefined
  const next = steps?.[ramp.step + 1]
  const holdsUntil = ramp.since.getTime() + (steps?.[ramp.step]?.minutes ?? 0) * minuteMs
  if (!next || holdsUntil > now.getTime()) return undefined
  const deed: FeatureDeed = { kind: 'ramped', actor: ownActor, reason: `${next.share} %` }
  return { changes: { ramp: { ...ramp, step: ramp.step + 1, share: next.share, since: now } }, deed }
}
