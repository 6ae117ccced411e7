import { and, count, eq, gt, gte, inArray } from 'drizzle-orm'
import type { FeatureGuard } from '#shared/protocol/admin/adminFeature'
import { featurePeople } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import { log } from '../../core/log'
import { currentFeatures } from '../features/catalogue'
import { changeFeature, ownActor } from '../features/featureChange'
import type { StoredFeature } from '../features/featureRow'
import { decideGuard, reasonOf, toSide } from './guardDecision'
import type { GuardDecision } from './guardDecision'
import { announceGuarded } from './guardNotice'
import { followedAtMost, GuardTrack } from './guardTrack'

const minuteMs = 60_000
/** People are written down once a minute: who was here at the beginning of the time may look older by that. */
const lateMs = 75_000

const tracks = new Map<number, GuardTrack>()
const decisions = new Map<number, GuardDecision>()

/**
 * Looks at each rollout that has a guard, and stops those that break pages. Every node does; the first to see it acts.
 */
export async function lookAfterGuards(now: Date): Promise<void> {
  const guarded = currentFeatures().stored.filter(isWatched)
  for (const id of tracks.keys()) if (!guarded.some(feature => feature.id === id)) tracks.delete(id)
  for (const feature of guarded) {
    const decision = await look(feature, now)
    decisions.set(feature.id, decision)
    if (decision.verdict === 'act') await act(feature, decision)
  }
}

/** What this node saw when it last looked. */
export function lastDecision(featureId: number): GuardDecision | undefined {
  return decisions.get(featureId)
}

type Guarded = StoredFeature & { definition: { guard: FeatureGuard } }

/** A ramp that is paused has stopped already. */
function isWatched(feature: StoredFeature): feature is Guarded {
  const { definition: { enabled, guard }, ramp } = feature
  return enabled && guard !== null && !(guard.action === 'pause' && ramp && ramp.paused !== null)
}

async function look({ id, version, updatedAt, definition }: Guarded, now: Date): Promise<GuardDecision> {
  const { guard, offVariant } = definition
  const since = now.getTime() - guard.minutes * minuteMs
  const known = tracks.get(id)
  const track = known?.version === version ? known : new GuardTrack(version, updatedAt.getTime() >= since)
  tracks.set(id, track)
  const present = and(
    eq(featurePeople.featureId, id), inArray(featurePeople.variant, Object.keys(definition.variants)),
    gte(featurePeople.lastAt, new Date(Math.max(since - lateMs, updatedAt.getTime()))),
  )
  const { queries } = chatDatabase()
  const { userId, variant, faults } = featurePeople
  const people = await queries.select({ variant, count: count() }).from(featurePeople).where(present).groupBy(variant)
  const totals = await queries.select({ userId, variant, faults }).from(featurePeople)
    .where(and(present, gt(faults, 0))).limit(followedAtMost)
  const recent = track.look(totals, now.getTime(), since)
  const sideOf = (isMine: (variant: string) => boolean) => toSide(
    people.filter(row => isMine(row.variant)).reduce((sum, row) => sum + row.count, 0),
    recent.filter(person => isMine(person.variant)),
  )
  return decideGuard(guard, sideOf(given => given !== offVariant), sideOf(given => given === offVariant))
}

/** Under the lock of all features: whoever comes second finds another version, and does nothing. */
async function act(feature: Guarded, decision: GuardDecision): Promise<void> {
  const reason = reasonOf(decision)
  const deed = { kind: 'guarded' as const, actor: ownActor, reason, figures: decision.figures }
  let action: 'paused' | 'killed' | undefined
  await changeFeature(feature.key, deed, ({ version, definition, ramp }, now) => {
    action = undefined
    if (version !== feature.version) return undefined
    // Without a ramp there is nothing to pause: then the rollout ends.
    action = definition.guard?.action === 'pause' && ramp ? 'paused' : 'killed'
    if (ramp && action === 'paused') return { ramp: { ...ramp, paused: reason } }
    return { definition: { ...definition, enabled: false }, killed: { reason, by: null, at: now } }
  })
  if (!action) return
  log.warn('feature guard', { feature: feature.id, action, ...decision.figures })
  await announceGuarded(feature, action, reason)
}
