import { describe, expect, test } from 'vitest'
import { CaseTally } from '../../../server/services/support/figures/caseTally.ts'
import type { HistoryEvent } from '../../../server/services/support/figures/caseHistory.ts'
import { addDays, daysBetween, localTimeOf } from '../../../shared/support/localTime.ts'

const ada = 1
const grace = 2
const madrid = localTimeOf('Europe/Madrid')

const event = (kind: HistoryEvent['kind'], at: string, fields: Partial<HistoryEvent> = {}): HistoryEvent => ({
  caseId: 1, kind, actorId: null, assigneeId: ada, at: new Date(at), openedAt: new Date('2027-03-28T00:00:00.000Z'),
  due: undefined, score: 0, ...fields,
})

function tallyOf(events: HistoryEvent[], fields: object = {}) {
  const tally = new CaseTally({ from: '2027-03-27', to: '2027-03-29', localTime: madrid, ...fields })
  for (const one of events) tally.add(one)
  return tally
}

describe('local time', () => {
  test.each([
    ['Europe/Madrid', '2027-03-28T00:59:59.999Z', '2027-03-28', 1],
    ['Europe/Madrid', '2027-03-28T01:00:00.000Z', '2027-03-28', 3],
    ['Europe/Madrid', '2027-03-28T22:00:00.000Z', '2027-03-29', 0],
    ['Asia/Kolkata', '2027-03-28T18:29:59.000Z', '2027-03-28', 23],
    ['Asia/Kolkata', '2027-03-28T18:30:00.000Z', '2027-03-29', 0],
    ['Australia/Lord_Howe', '2027-04-03T15:00:00.000Z', '2027-04-04', 1],
    ['UTC', '2027-12-31T23:59:59.999Z', '2027-12-31', 23],
  ])('in %s at %s', (timeZone, at, day, hour) => {
    const timeOf = localTimeOf(timeZone)
    for (let n = 0; n < 2; n++) expect(timeOf(new Date(at))).toEqual({ day, hour })
  })

  test('days are those of the calendar', () => {
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01')
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31')
    expect(daysBetween('2027-03-27', '2027-03-29')).toEqual(['2027-03-27', '2027-03-28', '2027-03-29'])
  })
})

describe('a tally', () => {
  test('counts what lies on its days, as the wall has them', () => {
    const { figures } = tallyOf([
      event('opened', '2027-03-26T22:59:59.999Z'), event('opened', '2027-03-26T23:00:00.000Z'),
      event('opened', '2027-03-29T21:59:59.999Z'), event('opened', '2027-03-29T22:00:00.000Z'),
    ])
    expect(figures.opened).toBe(2)
    expect(figures.days.map(({ day, opened }) => [day, opened]))
      .toEqual([['2027-03-27', 1], ['2027-03-28', 0], ['2027-03-29', 1]])
    expect(figures.hours.filter(({ opened }) => opened > 0).map(({ hour }) => hour)).toEqual([0, 23])
  })

  test('the last end and the last rating of a case count', () => {
    const { figures } = tallyOf([
      event('resolved', '2027-03-28T00:10:00.000Z'), event('resolved', '2027-03-28T01:00:00.000Z'),
      event('rated', '2027-03-28T01:00:00.000Z', { score: 1 }),
      event('rated', '2027-03-28T02:00:00.000Z', { score: 4 }),
      event('rated', '2027-03-28T02:00:00.000Z', { caseId: 2, score: 5 }),
    ])
    expect(figures.resolution).toEqual({ count: 1, medianSeconds: 3600, p90Seconds: 3600 })
    expect(figures.ratings).toEqual({ count: 2, average: 4.5, scores: [0, 0, 0, 1, 1] })
  })

  test('half do not exceed the median, and nine of ten not the p90', () => {
    const minutes = Array.from({ length: 10 }, (_, n) => n)
    const answers = minutes.map(n => event('answered', `2027-03-28T00:0${n}:00.000Z`, { caseId: n }))
    expect(tallyOf(answers).figures.firstAnswer).toEqual({ count: 10, medianSeconds: 240, p90Seconds: 480 })
    expect(tallyOf([]).figures.firstAnswer).toEqual({ count: 0, medianSeconds: null, p90Seconds: null })
  })

  test('a target is met at its last instant', () => {
    const due = new Date('2027-03-28T00:10:00.000Z')
    const { figures } = tallyOf([
      event('answered', '2027-03-28T00:10:00.000Z', { due }), event('answered', '2027-03-28T00:10:00.001Z', { due }),
      event('answered', '2027-03-28T00:20:00.000Z'),
    ])
    expect(figures.targets).toEqual({ firstAnswer: { met: 1, missed: 1 }, resolution: { met: 0, missed: 0 } })
  })

  test('an agent has what they wrote, and the cases that are theirs', () => {
    const events = [
      event('answered', '2027-03-28T00:10:00.000Z', { actorId: grace }),
      event('replied', '2027-03-28T00:20:00.000Z', { actorId: ada }),
      event('resolved', '2027-03-28T00:30:00.000Z', { actorId: grace }),
      event('rated', '2027-03-28T00:40:00.000Z', { score: 3 }),
    ]
    const nothing = { count: 0, average: null }
    expect(Object.fromEntries(tallyOf(events).agents)).toEqual({
      [ada]: { answers: 1, firstAnswers: 0, resolved: 1, ratings: { count: 1, average: 3 } },
      [grace]: { answers: 1, firstAnswers: 1, resolved: 0, ratings: nothing },
    })
    const { figures } = tallyOf(events, { agent: grace })
    expect(figures).toMatchObject({ answers: 1, firstAnswer: { count: 1 }, resolution: { count: 0 } })
    expect(figures.ratings.count).toBe(0)
  })
})
