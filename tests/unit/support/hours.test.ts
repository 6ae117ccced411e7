import { describe, expect, test } from 'vitest'
import { addOpenMinutes, isOpen, nextOpening, openMinutesBetween } from '#shared/support/hours'
import type { SupportHours } from '#shared/protocol/admin/adminInbox'
import { effort } from '../../support/effort.ts'
import { seeded } from '../../support/random.ts'

const weekdays = [1, 2, 3, 4, 5].map(day => ({ day, from: '09:00', to: '17:00' }))
const madrid: SupportHours = { timeZone: 'Europe/Madrid', spans: weekdays }
const at = (text: string) => new Date(text)
const minute = 60_000

describe('a team in Madrid, from nine to five', () => {
  test.each([
    ['2026-11-20T07:59:59.999Z', false], ['2026-11-20T08:00:00.000Z', true], ['2026-11-20T15:59:59.999Z', true],
    ['2026-11-20T16:00:00.000Z', false], ['2026-11-21T10:00:00.000Z', false], ['2026-07-01T07:00:00.000Z', true],
    ['2026-07-01T06:59:00.000Z', false],
  ])('at %s is there: %s', (time, open) => {
    expect(isOpen(madrid, at(time))).toBe(open)
  })

  test('opens next on Monday, in the winter an hour of UTC later', () => {
    expect(nextOpening(madrid, at('2026-11-20T16:00:00.000Z'))).toEqual(at('2026-11-23T08:00:00.000Z'))
    expect(nextOpening(madrid, at('2026-10-23T15:30:00.000Z'))).toEqual(at('2026-10-26T08:00:00.000Z'))
    expect(nextOpening(madrid, at('2026-11-20T12:34:56.789Z')), 'who is there').toEqual(at('2026-11-20T12:34:56.789Z'))
  })

  test('counts on where it stopped on Friday', () => {
    expect(addOpenMinutes(madrid, at('2026-11-20T15:30:00.000Z'), 60)).toEqual(at('2026-11-23T08:30:00.000Z'))
    expect(addOpenMinutes(madrid, at('2026-11-21T12:00:00.000Z'), 30)).toEqual(at('2026-11-23T08:30:00.000Z'))
    expect(openMinutesBetween(madrid, at('2026-11-20T15:30:00.000Z'), at('2026-11-23T08:30:00.000Z'))).toBe(60)
    expect(openMinutesBetween(madrid, at('2026-11-16T00:00:00.000Z'), at('2026-11-23T00:00:00.000Z'))).toBe(5 * 480)
    expect(openMinutesBetween(madrid, at('2026-11-20T12:00:00.000Z'), at('2026-11-20T11:00:00.000Z'))).toBe(0)
  })
})

describe('when the clocks change', () => {
  const sundays: SupportHours = { timeZone: 'Europe/Madrid', spans: [{ day: 7, from: '01:00', to: '05:00' }] }
  const inGap: SupportHours = { timeZone: 'Europe/Madrid', spans: [{ day: 7, from: '02:15', to: '02:45' }] }

  test('a span loses an hour in spring and has one more in autumn', () => {
    const [spring, autumn] = [at('2026-03-29T00:00:00.000Z'), at('2026-10-24T23:00:00.000Z')]
    expect(openMinutesBetween(sundays, at('2026-03-28T12:00:00.000Z'), at('2026-03-30T00:00:00.000Z'))).toBe(180)
    expect(addOpenMinutes(sundays, spring, 180)).toEqual(at('2026-03-29T03:00:00.000Z'))
    expect(openMinutesBetween(sundays, at('2026-10-24T12:00:00.000Z'), at('2026-10-26T00:00:00.000Z'))).toBe(300)
    expect(addOpenMinutes(sundays, autumn, 300)).toEqual(at('2026-10-25T04:00:00.000Z'))
  })

  test('an hour that is left out opens for nobody, and one that comes twice opens twice', () => {
    expect(nextOpening(inGap, at('2026-03-29T00:00:00.000Z'))).toEqual(at('2026-04-05T00:15:00.000Z'))
    expect(openMinutesBetween(inGap, at('2026-10-25T00:00:00.000Z'), at('2026-10-25T03:00:00.000Z'))).toBe(60)
  })
})

test('without hours somebody is always there', () => {
  const now = at('2026-11-22T03:00:00.000Z')
  expect([isOpen(null, now), nextOpening(null, now)]).toEqual([true, now])
  expect(addOpenMinutes(null, now, 90)).toEqual(at('2026-11-22T04:30:00.000Z'))
  expect(openMinutesBetween(null, now, at('2026-11-22T03:00:30.000Z'))).toBe(0.5)
})

test('spans that overlap or touch count once, up to the end of the day', () => {
  const hours: SupportHours = {
    timeZone: 'UTC',
    spans: [
      { day: 1, from: '08:00', to: '12:00' }, { day: 1, from: '10:00', to: '24:00' },
      { day: 2, from: '00:00', to: '01:00' },
    ],
  }
  expect(openMinutesBetween(hours, at('2026-11-23T00:00:00.000Z'), at('2026-11-25T00:00:00.000Z'))).toBe(17 * 60)
  expect(addOpenMinutes(hours, at('2026-11-23T23:30:00.000Z'), 60)).toEqual(at('2026-11-24T00:30:00.000Z'))
})

test('what would take longer than three years ends there, soon', () => {
  const rare: SupportHours = { timeZone: 'America/Sao_Paulo', spans: [{ day: 3, from: '10:00', to: '10:01' }] }
  const now = at('2026-11-22T00:00:00.000Z')
  expect(effort(() => {
    expect(addOpenMinutes(rare, now, 43_200).getTime() - now.getTime()).toBe(3 * 366 * 24 * 60 * minute)
  })).toBeLessThan(1000)
})

// Zones whose clocks change by an hour, by half an hour, at midnight, and not at all; with quarters of hours too.
const zones = [
  'Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Santiago', 'Asia/Tokyo',
  'Africa/Casablanca', 'Pacific/Apia', 'UTC',
]
const random = seeded(20261122)
const pick = (atMost: number) => Math.floor(random() * atMost)

function someHours(timeZone: string): SupportHours {
  const spans = Array.from({ length: 1 + pick(9) }, () => {
    const from = pick(24 * 4)
    return { day: 1 + pick(7), from: clock(from), to: clock(from + 1 + pick(24 * 4 - from)) }
  })
  return { timeZone, spans }
}

describe.each(zones)('in %s, whatever the hours are', (timeZone) => {
  const cases = Array.from({ length: 12 }, () => {
    const since = Date.UTC(2026, pick(12), 1 + pick(28), pick(24), 15 * pick(4))
    return { hours: someHours(timeZone), since: new Date(since), minutes: 1 + pick(3000) }
  })

  test('open minutes are those that a look at each minute counts', () => {
    for (const { hours, since } of cases) {
      const until = new Date(since.getTime() + 9 * 24 * 60 * minute)
      let counted = 0
      for (let now = since.getTime(); now < until.getTime(); now += 5 * minute) {
        if (onTheWall(hours, now)) counted += 5
      }
      expect(openMinutesBetween(hours, since, until)).toBe(counted)
    }
  })

  test('what is added is what lies between, and ends in business hours', () => {
    for (const { hours, since, minutes } of cases) {
      const end = addOpenMinutes(hours, since, minutes)
      expect(openMinutesBetween(hours, since, end)).toBeCloseTo(minutes, 6)
      expect(isOpen(hours, new Date(end.getTime() - 1))).toBe(true)
    }
  })

  test('the next opening is the first', () => {
    for (const { hours, since } of cases) {
      const opening = nextOpening(hours, since)
      expect(isOpen(hours, opening)).toBe(true)
      expect(openMinutesBetween(hours, since, opening)).toBe(0)
    }
  })
})

/** By the clock of the platform, read anew for each minute. */
function onTheWall({ timeZone, spans }: SupportHours, now: number): boolean {
  const format = formats[timeZone] ??= new Intl.DateTimeFormat('en-GB', {
    timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  })
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]))
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday ?? '') + 1
  const time = `${parts.hour}:${parts.minute}`
  return spans.some(span => span.day === day && span.from <= time && time < span.to)
}

const formats: Record<string, Intl.DateTimeFormat> = {}

function clock(quarters: number): string {
  return `${String(Math.floor(quarters / 4)).padStart(2, '0')}:${String(quarters % 4 * 15).padStart(2, '0')}`
}
