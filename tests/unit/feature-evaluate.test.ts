import { expect, test } from 'vitest'
import type { FeatureDefinition, FeatureRule } from '../../shared/protocol/admin/adminFeature.ts'
import { bucketOf } from '../../server/services/features/bucket.ts'
import { compileConditions } from '../../server/services/features/condition.ts'
import type { FeatureContext } from '../../server/services/features/condition.ts'
import { compileFeature, evaluate, evaluateAll } from '../../server/services/features/evaluate.ts'
import type { StoredFeature } from '../../server/services/features/featureRow.ts'

const plain: FeatureDefinition = {
  description: '',
  owner: '',
  type: 'release',
  enabled: true,
  variants: { on: true, off: false },
  defaultVariant: 'off',
  offVariant: 'off',
  applyMode: 'live',
  rules: [],
  prerequisites: [],
  schedule: null,
  staleAfter: null,
  hidden: false,
  guard: null,
  note: null,
}
const now = new Date()

interface Given extends Partial<FeatureDefinition> { key?: string, ramp?: number }

function stored({ key = 'f', ramp, ...definition }: Given): StoredFeature {
  return {
    id: 1,
    key,
    definition: { ...plain, ...definition },
    salt: 'salt',
    hashVersion: 1,
    killed: undefined,
    evaluatedAt: null,
    ramp: ramp === undefined ? undefined : { step: 0, share: ramp, since: now, paused: null },
    version: 7,
    createdAt: now,
    updatedAt: now,
  }
}

const segments = new Map([
  ['team', compileConditions([{ attribute: 'user', operator: 'in', values: [3, 4] }], new Map())],
])
const compile = (...given: Given[]) =>
  new Map(given.map(one => [one.key ?? 'f', compileFeature(stored(one), segments)]))

function of(given: Given, context: FeatureContext, ...others: Given[]) {
  const all = compile(given, ...others)
  return evaluate(all.get(given.key ?? 'f')!, context, all)
}

const person = (id: number | string, attributes: Record<string, unknown> = {}): FeatureContext =>
  ({ targetingKey: String(id), attributes: new Map(Object.entries({ user: id, ...attributes })) })
const on = (rule: Partial<FeatureRule>): FeatureRule => ({ conditions: [], variant: 'on', ...rule })
const when = (
  attribute: string,
  operator: FeatureRule['conditions'][number]['operator'],
  ...values: (string | number | boolean)[]
) => on({ conditions: [{ attribute, operator, values }] })

test('a feature that is not enabled is off for everybody, whatever its rules say', () => {
  expect(of({ enabled: false, rules: [on({})] }, person(1))).toEqual({
    variant: 'off',
    value: false,
    reason: 'DISABLED',
  })
})

test('the first rule that matches decides, and without one the default', () => {
  const variants = { a: 'A', b: 'B', c: 'C' }
  const rules = [{ ...when('role', 'in', 'admin'), variant: 'a' }, { ...when('kind', 'in', 'member'), variant: 'b' }]
  const feature = { variants, rules, defaultVariant: 'c', offVariant: 'c' }
  expect(of(feature, person(1, { role: 'admin', kind: 'member' }))).toEqual({
    variant: 'a',
    value: 'A',
    reason: 'TARGETING_MATCH',
    rule: 0,
  })
  expect(of(feature, person(1, { role: 'user', kind: 'member' }))).toMatchObject({ variant: 'b', rule: 1 })
  expect(of(feature, person(1, { role: 'user', kind: 'guest' }))).toEqual({
    variant: 'c',
    value: 'C',
    reason: 'DEFAULT',
  })
})

test('who is beyond the share of a rule goes on to the next one', () => {
  const key = 'share'
  const inside = Array.from({ length: 100 }, (_, n) => n + 1).find(id => bucketOf('salt', key, String(id)) < 40_000)!
  const outside = Array.from({ length: 100 }, (_, n) => n + 1).find(id => bucketOf('salt', key, String(id)) >= 40_000)!
  const rules = [on({ share: 40 }), { ...when('kind', 'in', 'bot') }]
  expect(of({ key, rules }, person(inside))).toMatchObject({ variant: 'on', reason: 'SPLIT', rule: 0 })
  expect(of({ key, rules }, person(outside, { kind: 'bot' }))).toMatchObject({ variant: 'on', rule: 1 })
  const left = of({ key, rules: [...rules, on({ share: 0 })] }, person(outside))
  expect(left).toMatchObject({ variant: 'off', reason: 'DEFAULT', outside: 0 })
})

test('raising a share or a ramp only adds people', () => {
  const people = Array.from({ length: 2000 }, (_, n) => person(n + 1))
  for (const shape of [
    (share: number): Given => ({ rules: [on({ share })] }),
    (ramp: number): Given => ({ ramp, rules: [on({})] }),
  ]) {
    let before = new Set<string>()
    for (const share of [0, 0.5, 1, 5, 25, 60, 99.9, 100]) {
      const after = new Set(people.filter(one => of(shape(share), one).value === true).map(one => one.targetingKey!))
      expect([...before].every(one => after.has(one))).toBe(true)
      before = after
    }
    expect(before.size).toBe(people.length)
  }
})

test('somebody without a targeting key is within no share but the whole', () => {
  const nobody: FeatureContext = { targetingKey: undefined, attributes: new Map() }
  expect(of({ rules: [on({ share: 99.999 })] }, nobody).variant).toBe('off')
  expect(of({ rules: [on({ share: 100 })] }, nobody).variant).toBe('on')
  expect(
    of(
      {
        rules: [
          {
            conditions: [],
            split: [
              { variant: 'on', weight: 1 },
              { variant: 'off', weight: 1 },
            ],
          },
        ],
      },
      nobody,
    ).reason,
  ).toBe('DEFAULT')
})

test('a split gives each variant its weight, independently of the share', () => {
  const rules: FeatureRule[] = [
    {
      conditions: [],
      share: 50,
      split: [
        { variant: 'a', weight: 1 },
        { variant: 'b', weight: 3 },
        { variant: 'c', weight: 0 },
      ],
    },
  ]
  const feature = { variants: { off: '', a: 'a', b: 'b', c: 'c' }, rules, offVariant: 'off' }
  const given = Array.from({ length: 20_000 }, (_, n) => of(feature, person(n)).variant)
  const share = (variant: string) => given.filter(one => one === variant).length / given.length
  expect(share('off')).toBeCloseTo(0.5, 1)
  expect(share('a')).toBeCloseTo(0.125, 1)
  expect(share('b')).toBeCloseTo(0.375, 1)
  expect(share('c')).toBe(0)
})

test('what many features need is decided once, however deep they stand on each other', () => {
  let decided = 0
  const counted = (name: string): Given => ({ key: name, enabled: true, defaultVariant: 'on' })
  const layers = Array.from({ length: 40 }, (_, n) => ['a', 'b'].map((side): Given => ({
    ...counted(`${side}${n}`),
    prerequisites: n === 0 ? [] : [{ key: `a${n - 1}` }, { key: `b${n - 1}` }],
    rules: [{ conditions: [{ attribute: 'seen', operator: 'in', values: ['yes'] }], variant: 'on' }],
  })))
  const all = compile(...layers.flat())
  const attributes = { get: () => {
    decided++
    return 'yes'
  } } as unknown as FeatureContext['attributes']
  const { features } = evaluateAll(1, all, { targetingKey: '1', attributes })
  expect(features.b39).toMatchObject({ variant: 'on' })
  expect(decided).toBe(80)
})

test('a prerequisite that is off, unknown or another variant turns a feature off', () => {
  const feature: Given = { prerequisites: [{ key: 'base' }], defaultVariant: 'on' }
  expect(of(feature, person(1), { key: 'base', defaultVariant: 'on' }).variant).toBe('on')
  expect(of(feature, person(1), { key: 'base' })).toEqual({
    variant: 'off',
    value: false,
    reason: 'PREREQUISITE_FAILED',
    prerequisite: 'base',
  })
  expect(of(feature, person(1), { key: 'base', enabled: false, defaultVariant: 'on' }).reason).toBe(
    'PREREQUISITE_FAILED',
  )
  expect(of(feature, person(1)).reason).toBe('PREREQUISITE_FAILED')
  const exact: Given = { prerequisites: [{ key: 'base', variant: 'off' }], defaultVariant: 'on' }
  expect(of(exact, person(1), { key: 'base' }).variant).toBe('on')
})

test.each<[string, FeatureRule, Record<string, unknown>, boolean]>([
  ['a number as text', when('plan', 'in', '7'), { plan: 7 }, true],
  ['a truth value', when('beta', 'in', true), { beta: true }, true],
  ['one of a list', when('room', 'in', 5), { room: [3, 5] }, true],
  ['none of a list', when('room', 'not_in', 5), { room: [3, 5] }, false],
  ['a missing attribute in', when('plan', 'in', 'x'), {}, false],
  ['a missing attribute not in', when('plan', 'not_in', 'x'), {}, true],
  ['a language for its region', when('locale', 'in', 'de'), { locale: 'de-AT' }, true],
  ['a region for its language', when('locale', 'in', 'de-AT'), { locale: 'de' }, false],
  ['case of a language', when('locale', 'in', 'pt-br'), { locale: 'pt-BR' }, true],
  ['a beginning', when('email', 'starts_with', 'ada@'), { email: 'ada@plaza.test' }, true],
  ['a part', when('email', 'contains', '@plaza.'), { email: 'ada@plaza.test' }, true],
  ['greater', when('accountAgeDays', 'gt', 30), { accountAgeDays: 30.5 }, true],
  ['not greater', when('accountAgeDays', 'gt', 30), { accountAgeDays: 30 }, false],
  ['less, as text', when('accountAgeDays', 'lt', '30'), { accountAgeDays: 2 }, true],
  ['no number', when('accountAgeDays', 'gt', 1), { accountAgeDays: 'many' }, false],
  ['an empty text is no number', when('n', 'lt', 1), { n: '' }, false],
  ['before', when('since', 'before', '2026-01-01T00:00:00Z'), { since: '2025-12-31' }, true],
  ['after, in milliseconds', when('since', 'after', '2026-01-01T00:00:00Z'), { since: Date.parse('2026-02-01') }, true],
  ['an object', when('plan', 'in', '[object Object]'), { plan: {} }, false],
  ['somebody of a segment', when('segment', 'in', 'team'), { user: 3 }, true],
  ['somebody of no segment', when('segment', 'not_in', 'team'), { user: 3 }, false],
  ['a segment that is not there', when('segment', 'in', 'gone'), { user: 3 }, false],
])('conditions: %s', (_, rule, attributes, matches) => {
  expect(of({ rules: [rule] }, person(9, attributes)).value).toBe(matches)
})

test('the targeting key stands for the user where a context names none', () => {
  expect(of({ rules: [when('user', 'in', 3)] }, { targetingKey: '3', attributes: new Map() }).value).toBe(true)
})

test('conditions of one rule hold together', () => {
  const rule = on({
    conditions: [...when('role', 'in', 'admin').conditions, ...when('kind', 'in', 'member').conditions],
  })
  expect(of({ rules: [rule] }, person(1, { role: 'admin', kind: 'guest' })).value).toBe(false)
})

test('what is killed waits for no moment', () => {
  const later: Given = { applyMode: 'next-session', enabled: false }
  const killed = { ...stored(later), killed: { reason: 'broken', by: 1, at: now } }
  const set = (feature: StoredFeature) =>
    evaluateAll(9, new Map([['f', compileFeature(feature, segments)]]), person(1)).features.f
  expect(set(stored(later))).toEqual({ value: false, variant: 'off', apply: 'next-session' })
  expect(set(killed)).toEqual({ value: false, variant: 'off' })
})

test('a set has what each feature is, without the hidden ones that are off', () => {
  const all = compile(
    { key: 'open' },
    { key: 'secret', hidden: true },
    { key: 'mine', hidden: true, defaultVariant: 'on', applyMode: 'next-session' },
  )
  expect(evaluateAll(9, all, person(1))).toEqual({
    version: 9,
    features: { open: { value: false, variant: 'off' }, mine: { value: true, variant: 'on', apply: 'next-session' } },
  })
})
