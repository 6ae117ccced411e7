import { describe, expect, test } from 'vitest'
import type { FeatureCondition, FeatureRule } from '../../../../shared/protocol/admin/adminFeature'
import { english } from '../../../client/support/screen'
import { eventOf, featureOf } from '../../../client/support/features'
import { featureChanges } from '../../../../utils/admin/feature/featureChanges'
import { variantLines } from '../../../../utils/admin/feature/featureLines'
import { seriesPoints } from '../../../../utils/admin/feature/featureSeries'
import { featureState, nextRampStep } from '../../../../utils/admin/feature/featureState'
import type { FeatureWords } from '../../../../utils/admin/feature/featureText'
import { audienceText, rampText, ruleText } from '../../../../utils/admin/feature/featureText'

const { t, te } = english.global
const words: FeatureWords = {
  t: (key, values = {}, count) => count === undefined ? t(key, values) : t(key, values, count),
  te, user: id => id === 2 ? 'Grace' : undefined, room: id => id === 1 ? 'Lobby' : undefined,
}
const on = (fields: Partial<FeatureRule> = {}): FeatureRule => ({ conditions: [], variant: 'on', ...fields })
const when = (attribute: string, ...values: (string | number)[]) => ({ attribute, operator: 'in' as const, values })
const role = (...values: string[]) => when('role', ...values)
const of = (condition: FeatureCondition, fields: Partial<FeatureRule> = {}) =>
  on({ conditions: [condition], ...fields })
const parts = (on: number, off: number) => [{ variant: 'on', weight: on }, { variant: 'off', weight: off }]
const ramp = { step: 1, share: 25, since: '2026-01-02T10:00:00.000Z', paused: null }
const steps = [{ share: 5, minutes: 90 }, { share: 25, minutes: 120 }, { share: 100, minutes: 0 }]

describe('who gets a feature, at a glance', () => {
  test.each([
    ['nobody', {}],
    ['nobody', { enabled: false, rules: [on()] }],
    ['everybody', { defaultVariant: 'on' }],
    ['40\u00A0% of people', { rules: [on({ share: 40 })] }],
    ['0.001\u00A0% of people', { rules: [on({ share: 0.001 })] }],
    ['admins', { rules: [of(role('admin'))] }],
    ['admins, 10\u00A0% of guests', { rules: [of(role('admin')), of(when('kind', 'guest'), { share: 10 })] }],
    ['everybody but agents or admins', {
      defaultVariant: 'on', rules: [of(role('agent', 'admin'), { variant: 'off' })],
    }],
    ['Grace or #3', { rules: [of(when('user', 2, 3))] }],
    ['members of Lobby', { rules: [of(when('room', 1))] }],
    ['plan contains a, b, c or 2 more', {
      rules: [of({ attribute: 'plan', operator: 'contains' as const, values: ['a', 'b', 'c', 'd', 'e'] })],
    }],
    ['everybody', { rules: [on(), on(), of(role('admin'))] }],
    ['admins, guests and 1 more rule', { rules: [of(role('admin')), of(when('kind', 'guest')), on({ share: 1 })] }],
    ['25\u00A0% of people', { rules: [on({ variant: undefined, split: parts(1, 3) })] }],
    ['10\u00A0% of admins', { rules: [of(role('admin'), { variant: undefined, share: 40, split: parts(1, 3) })] }],
    ['everybody but 75\u00A0% of guests', {
      defaultVariant: 'on', rules: [of(when('kind', 'guest'), { variant: undefined, split: parts(1, 3) })],
    }],
    ['nobody', { defaultVariant: 'on', rules: [on({ variant: 'off' })] }],
    ['everybody, if they also have base, top', {
      defaultVariant: 'on', prerequisites: [{ key: 'base' }, { key: 'top', variant: 'on' }],
    }],
    ['nobody', { prerequisites: [{ key: 'base' }] }],
    ['25\u00A0% of people', { defaultVariant: 'on', ramp, schedule: { ramp: steps } }],
    ['25\u00A0% of: admins', { rules: [of(role('admin'))], ramp, schedule: { ramp: steps } }],
  ])('%s', (text, fields) => {
    expect(audienceText(featureOf(fields), words)).toBe(text)
  })

  test('a split says what part gets which variant', () => {
    const split = [{ variant: 'on', weight: 1 }, { variant: 'off', weight: 3 }]
    expect(ruleText({ conditions: [], split }, words)).toBe('everybody: on 25\u00A0%, off 75\u00A0%')
  })
})

describe('a state', () => {
  test.each([
    ['killed', { enabled: false, killed: { reason: '', at: '', by: null } }],
    ['off', { enabled: false }],
    ['scheduled', { enabled: false, schedule: { on: '2026-01-02T10:00:00.000Z' } }],
    ['ramp', { ramp, schedule: { ramp: steps } }],
    ['paused', { ramp: { ...ramp, paused: 'guard' }, schedule: { ramp: steps } }],
    ['on', { ramp: { ...ramp, share: 100 }, schedule: { ramp: steps } }],
  ])('is %s', (state, fields) => {
    expect(featureState(featureOf(fields))).toBe(state)
  })

  test('of a ramp says when it goes on', () => {
    const schedule = { ramp: steps }
    expect(nextRampStep(featureOf({ ramp, schedule }))).toEqual({ share: 100, at: '2026-01-02T12:00:00.000Z' })
    expect(nextRampStep(featureOf({ ramp: { ...ramp, paused: 'admin' }, schedule }))).toBeUndefined()
    expect(rampText(steps, words)).toBe('5\u00A0% (90 minutes) → 25\u00A0% (2 hours) → 100\u00A0%')
  })
})

describe('what changed between two versions', () => {
  const changes = (before: object, after: object) =>
    featureChanges(eventOf(1, {}, before).definition, eventOf(2, {}, after).definition, words)

  test('is said part by part, before and after', () => {
    expect(changes({}, { enabled: false, owner: 'grace' })).toEqual([
      { label: 'State', before: { text: 'On' }, after: { text: 'Off' } },
      { label: 'Owner', before: { text: 'ada' }, after: { text: 'grace' } },
    ])
  })

  test('is one line when a rule is put before the others', () => {
    const rules = [on({ share: 1 }), on({ share: 2 })]
    expect(changes({ rules }, { rules: [on({ share: 3 }), ...rules] }))
      .toEqual([{ label: 'Rule 1', before: undefined, after: { text: '3\u00A0% of people: on' } }])
  })

  test('names the rule that is gone, and a value that is another', () => {
    expect(changes({ rules: [on({ share: 1 })] }, { variants: { on: 'x', off: 'y' } })).toEqual([
      { label: 'Variant on', before: { text: 'true' }, after: { text: '“x”' } },
      { label: 'Variant off', before: { text: 'false' }, after: { text: '“y”' } },
      { label: 'Rule 1', before: { text: '1\u00A0% of people: on' }, after: undefined },
    ])
  })

  test('is nothing between versions that are the same', () => {
    expect(changes({ rules: [on()] }, { rules: [on()] })).toEqual([])
  })
})

describe('a chart', () => {
  const minute = 60_000
  const since = Date.parse('2026-01-02T10:00:00.000Z')
  const row = (n: number, faults: number, people = 1) =>
    ({ at: new Date(since + n * minute).toISOString(), variant: 'on', people, faults, failures: 0 })
  const figures = {
    since: new Date(since).toISOString(), comparisons: null, guard: null, series: [row(0, 2), row(1, 3), row(90, 1, 7)],
    variants: [{ variant: 'on', people: 9, open: 1, faults: 6, failures: 0, messages: 0 }],
  }

  test('has a place for each minute of an hour, and nothing where nothing was', () => {
    const points = seriesPoints({ ...figures, series: [row(0, 2), row(59, 3)] }, 'faults', since + 60 * minute)
    expect(points.map(({ values }) => values.on)).toEqual([2, ...Array.from({ length: 58 }, () => 0), 3])
  })

  test('leaves out the minute that has just begun', () => {
    const series = [row(59, 3), row(60, 1)]
    const points = seriesPoints({ ...figures, series }, 'people', since + 60 * minute + 5_000)
    expect(points).toHaveLength(60)
    expect(points.at(-1)?.values.on).toBeGreaterThan(0)
  })

  test('of a day ends with a point as long as the others', () => {
    const until = since + 24 * 60 * minute + 5_000
    const series = Array.from({ length: 24 * 60 }, (_, n) => row(n, 0, 3))
    const points = seriesPoints({ ...figures, series }, 'people', until)
    expect(points.map(({ values }) => values.on)).toEqual(points.map(() => 3))
    expect(points.at(-1)?.at).toBe(since + 24 * 60 * minute - 15 * minute)
  })

  test('of a longer span adds faults up and takes the most people', () => {
    const until = since + 192 * minute
    expect(seriesPoints(figures, 'faults', until)).toHaveLength(96)
    expect(seriesPoints(figures, 'faults', until)[0]?.values.on).toBe(5)
    expect(seriesPoints(figures, 'people', until)[45]?.values.on).toBe(7)
  })

  test('leaves out what lies outside of it', () => {
    const points = seriesPoints({ ...figures, series: [row(-1, 5), row(999, 5)] }, 'faults', since + 60 * minute)
    expect(points.every(({ values }) => values.on === 0)).toBe(true)
  })

  test('draws the off variant apart from the others', () => {
    const [on, off, blue] = variantLines(['on', 'off', 'blue'], 'off')
    expect(new Set([on?.color, off?.color, blue?.color]).size).toBe(3)
    expect(off?.dash).toBeDefined()
  })
})
