import type { FeatureGuard } from '#shared/protocol/admin/adminFeature'
import { chanceOfMore } from './statistics'

/** Of one person so many faults count: nobody alone makes a rollout look broken, or the rest as broken as it. */
const countedOfOne = 5

/** The people on one side, those of them whose pages had faults in the guard's time, and the faults that count. */
export interface Side { people: number, affected: number, faults: number }

export interface GuardDecision {
  verdict: 'too_few' | 'watching' | 'act'
  /** What was decided by, for the history. */
  figures: Record<string, number>
}

export function toSide(people: number, affected: { faults: number }[]): Side {
  const faults = affected.reduce((sum, person) => sum + Math.min(person.faults, countedOfOne), 0)
  return { people, affected: affected.length, faults }
}

/** It looks every few seconds for weeks: only what happens by chance once in 100,000 looks is no chance. */
const alpha = 1e-5

/**
 * Whether a rollout is to be stopped: enough people have it, they have more than `ratio` times the faults per person of
 * the rest, and so many more of them have faults at all that chance does not explain it. Without a rest, or with so few
 * that nothing could be concluded whatever happens, there are too few people.
 */
export function decideGuard(guard: FeatureGuard, exposed: Side, rest: Side): GuardDecision {
  const rate = perPerson(exposed)
  const restRate = perPerson(rest)
  const chance = chanceOfMore(exposed.affected, exposed.people, rest.affected, rest.people)
  const figures = {
    people: exposed.people, affected: exposed.affected, faults: exposed.faults, rate: round(rate),
    restPeople: rest.people, restAffected: rest.affected, restFaults: rest.faults, restRate: round(restRate),
    chance: Number(chance.toPrecision(3)),
  }
  const isDecidable = chanceOfMore(exposed.people, exposed.people, 0, rest.people) < alpha
  if (exposed.people < guard.minPeople || !isDecidable) return { verdict: 'too_few', figures }
  return { verdict: rate > guard.ratio * restRate && chance < alpha ? 'act' : 'watching', figures }
}

/** A sentence for who asks why it was stopped. */
export function reasonOf({ figures }: GuardDecision): string {
  const { people, affected, rate, restPeople, restAffected, restRate } = figures
  return `Guard: ${affected} of ${people} people with it had page errors (${rate} each), `
    + `${restAffected} of ${restPeople} without it (${restRate} each)`
}

function perPerson({ people, faults }: Side): number {
  return people === 0 ? 0 : faults / people
}

function round(rate: number): number {
  return Number(rate.toPrecision(4))
}
