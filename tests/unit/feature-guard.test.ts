import { describe, expect, it } from 'vitest'
import { decideGuard, reasonOf, toSide } from '../../server/services/figures/guardDecision.ts'
import type { Side } from '../../server/services/figures/guardDecision.ts'
import { GuardTrack } from '../../server/services/figures/guardTrack.ts'
import { seeded } from '../support/random.ts'

const guard = { ratio: 3, minPeople: 20, minutes: 10, action: 'kill' as const }
const side = (people: number, affected: number, faults = affected): Side => ({ people, affected, faults })

describe('a guard', () => {
  it('acts when the pages of those who have it break', () => {
    const decision = decideGuard(guard, side(20, 18, 90), side(80, 2))
    expect(decision.verdict).toBe('act')
    expect(decision.figures).toMatchObject({ people: 20, affected: 18, faults: 90, rate: 4.5 })
    expect(decision.figures).toMatchObject({ restPeople: 80, restAffected: 2, restRate: 0.025 })
    expect(reasonOf(decision)).toContain('18 of 20 people with it')
  })

  it('waits for enough people', () => {
    expect(decideGuard(guard, side(19, 19), side(80, 0)).verdict).toBe('too_few')
  })

  it('cannot conclude anything without a rest, or beside a handful', () => {
    expect(decideGuard(guard, side(500, 500), side(0, 0)).verdict).toBe('too_few')
    expect(decideGuard(guard, side(20, 20), side(5, 0)).verdict).toBe('too_few')
    expect(decideGuard(guard, side(20, 20), side(6, 0)).verdict).toBe('act')
  })

  it('leaves alone what breaks no more often than the ratio, however certain that is', () => {
    expect(decideGuard(guard, side(1000, 250), side(1000, 100)).verdict).toBe('watching')
  })

  it('is not misled by one person whose page breaks all the time', () => {
    expect(decideGuard(guard, side(20, 1, 5000), side(80, 2)).verdict).toBe('watching')
  })

  it('is silent for features that break nothing: 20 runs of four hours, looked at every 10 seconds', () => {
    for (let seed = 1; seed <= 20; seed++) expect(falseAlarms(seed), `seed ${seed}`).toBe(0)
  }, 30_000)

  it('sees a break within a minute, in 20 runs', () => {
    for (let seed = 1; seed <= 20; seed++) expect(secondsToAlarm(seed), `seed ${seed}`).toBeLessThanOrEqual(60)
  })
})

describe('the faults of the last minutes', () => {
  it('are what was added since', () => {
    const track = new GuardTrack(1, true)
    expect(track.look([{ userId: 1, variant: 'on', faults: 3 }], 1000, 0)).toMatchObject([{ userId: 1, faults: 3 }])
    expect(track.look([{ userId: 1, variant: 'on', faults: 5 }], 2000, 500)).toMatchObject([{ faults: 5 }])
    expect(track.look([{ userId: 1, variant: 'on', faults: 5 }], 3000, 1000)).toMatchObject([{ faults: 2 }])
    expect(track.look([{ userId: 1, variant: 'on', faults: 5 }], 4000, 2000)).toEqual([])
  })

  it('are not those from before this node was there', () => {
    const track = new GuardTrack(1, false)
    expect(track.look([{ userId: 1, variant: 'on', faults: 40 }], 1000, 0)).toEqual([])
    const both = [{ userId: 1, variant: 'on', faults: 41 }, { userId: 2, variant: 'off', faults: 1 }]
    expect(track.look(both, 2000, 0)).toMatchObject([{ userId: 1, faults: 1 }, { userId: 2, faults: 1 }])
  })

  it('begin anew with another variant', () => {
    const track = new GuardTrack(1, true)
    track.look([{ userId: 1, variant: 'off', faults: 9 }], 1000, 0)
    const after = track.look([{ userId: 1, variant: 'on', faults: 2 }], 2000, 500)
    expect(after).toMatchObject([{ variant: 'on', faults: 2 }])
  })
})

describe('one person', () => {
  const broken = toSide(25, Array.from({ length: 25 }, () => ({ faults: 5 })))

  it('without it cannot hide that it breaks pages', () => {
    expect(decideGuard(guard, broken, toSide(60, [{ faults: 1_000 }])).verdict).toBe('act')
  })

  it('with it cannot make it look broken', () => {
    expect(decideGuard(guard, toSide(25, [{ faults: 1_000 }]), toSide(60, [])).verdict).toBe('watching')
  })
})

interface Reader { userId: number, variant: string, faults: number, perSecond: number }

/** 300 people whose pages break as real ones do: most never, some now and then, a few all the time. */
function crowd(random: () => number, share: number): Reader[] {
  return Array.from({ length: 300 }, (_, userId) => ({
    userId, variant: random() < share ? 'on' : 'off', faults: 0,
    perSecond: random() < 0.02 ? 1 / 20 : random() < 0.2 ? 1 / 3600 : 0,
  }))
}

function* looks(people: Reader[], random: () => number, seconds: number) {
  const track = new GuardTrack(1, true)
  for (let at = 10; at <= seconds; at += 10) {
    for (const reader of people) if (random() < reader.perSecond * 10) reader.faults += 1 + Math.floor(random() * 5)
    const recent = track.look(people.filter(({ faults }) => faults > 0), at * 1000, (at - 600) * 1000)
    const sideOf = (variant: string): Side => toSide(
      people.filter(reader => reader.variant === variant).length,
      recent.filter(reader => reader.variant === variant),
    )
    yield { at, decision: decideGuard(guard, sideOf('on'), sideOf('off')) }
  }
}

function falseAlarms(seed: number): number {
  const random = seeded(seed)
  const people = crowd(random, 0.1 + random() * 0.4)
  return looks(people, random, 4 * 3600).filter(({ decision }) => decision.verdict === 'act').toArray().length
}

function secondsToAlarm(seed: number): number {
  const random = seeded(seed)
  const people = crowd(random, 0.1 + random() * 0.4)
  // Half of those who have it meet the fault within a minute.
  for (const reader of people) if (reader.variant === 'on') reader.perSecond += 1 / 80
  return looks(people, random, 600).find(({ decision }) => decision.verdict === 'act')?.at ?? Infinity
}
