import { beforeAll, expect, test } from 'vitest'
import { auditOf, expectAdminsOnly } from '../../support/admin.ts'
import { firstAdmin } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { changeFeature, featureBody, featuresOf, makeFeature, onFor } from '../../support/features.ts'
import { unique } from '../../support/random.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('feature-admin')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const path = (key: string, rest = '') => `/api/admin/features/${key}${rest}`
const historyOf = async (key: string) => featureBody(await root.get(path(key, '/history'))).events

test('a feature is made with a key alone: on and off, off for everybody', async () => {
  const key = unique('plain')
  const answer = await root.post('/api/admin/features', { key })
  expect(answer.status, answer.text).toBe(201)
  expect(featureBody(answer).feature).toMatchObject({
    key,
    enabled: false,
    type: 'release',
    variants: { on: true, off: false },
    defaultVariant: 'off',
    offVariant: 'off',
    applyMode: 'live',
    rules: [],
    prerequisites: [],
    schedule: null,
    own: false,
    killed: null,
    ramp: null,
    hashVersion: 1,
    salt: expect.stringMatching(/^[0-9a-f]{16}$/),
    version: expect.any(Number),
  })
  expect(featureBody(await root.get(path(key))).feature).toEqual(featureBody(answer).feature)
  expect((await featuresOf(world.ada))[key]).toEqual({ value: false, variant: 'off' })
  const [entry] = await auditOf(root, 'feature')
  expect(entry).toMatchObject({ action: 'feature.created', after: { key } })
})

test('all that was written is read again', async () => {
  const fields = {
    description: 'A new way to write',
    owner: 'the editors',
    type: 'experiment',
    enabled: true,
    variants: { a: { size: 1, tags: ['x', null] }, b: { size: 2 } },
    defaultVariant: 'a',
    offVariant: 'a',
    applyMode: 'next-session',
    rules: [
      { conditions: [{ attribute: 'role', operator: 'in', values: ['admin'] }], variant: 'b' },
      {
        conditions: [],
        share: 12.345,
        split: [
          { variant: 'a', weight: 1 },
          { variant: 'b', weight: 3 },
        ],
      },
    ],
    prerequisites: [],
    schedule: {
      on: null,
      off: '2099-01-01T00:00:00.000Z',
      ramp: [
        { share: 1, minutes: 60 },
        { share: 100, minutes: 0 },
      ],
    },
    staleAfter: '2098-01-01T00:00:00.000Z',
    hidden: true,
    guard: { ratio: 3, minPeople: 20, minutes: 10, action: 'pause' },
    note: { en: { title: 'New', body: 'Write differently.' } },
  }
  const feature = await makeFeature(root, fields)
  expect(featureBody(await root.get(path(feature.key))).feature).toMatchObject({
    ...fields,
    ramp: { step: 0, share: 1, paused: null },
  })
})

test.each<[string, object, string, string]>([
  ['a key with a slash', { key: 'a/b' }, 'key', 'name'],
  ['__proto__', { key: '__proto__' }, 'key', 'name'],
  ['a key without end', { key: 'a'.repeat(101) }, 'key', 'too_long'],
  ['a default that is no variant', { defaultVariant: 'maybe' }, 'defaultVariant', 'unknown_variant'],
  [
    'a rule with an unknown variant',
    { rules: [{ conditions: [], variant: 'maybe' }] },
    'rules.0.variant', 'unknown_variant',
  ],
  ['a rule without outcome', { rules: [{ conditions: [] }] }, 'rules.0.variant', 'one_choice'],
  [
    'a share of four decimals',
    { rules: [{ conditions: [], variant: 'on', share: 0.0001 }] },
    'rules.0.share', 'decimals',
  ],
  ['a share above 100', { rules: [{ conditions: [], variant: 'on', share: 101 }] }, 'rules.0.share', 'too_big'],
  [
    'a number that is none',
    { rules: [{ conditions: [{ attribute: 'a', operator: 'gt', values: ['x'] }], variant: 'on' }] },
    'rules.0.conditions.0.values.0', 'number',
  ],
  ['variants of two types', { variants: { on: true, off: 'no' } }, 'variants', 'one_type'],
  ['no variants', { variants: {} }, 'variants', 'required'],
  [
    'a ramp that falls',
    {
      schedule: {
        ramp: [
          { share: 50, minutes: 1 },
          { share: 25, minutes: 1 },
        ],
      },
    },
    'schedule.ramp',
    'order',
  ],
  ['an unknown prerequisite', { prerequisites: [{ key: 'nowhere' }] }, 'prerequisites', 'unknown_feature'],
])('%s is refused and nothing is made', async (_, fields, at, code) => {
  const key = unique('bad')
  const answer = await root.post('/api/admin/features', { key, ...fields })
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors).toContainEqual({ path: at, code })
  expectProblem(await root.get(path(key)), 404, 'not_found')
})

test('a key is unique for ever', async () => {
  const { key } = await makeFeature(root)
  expectProblem(await root.post('/api/admin/features', { key }), 409, 'conflict')
  expect((await root.delete(path(key))).status).toBe(204)
  expectProblem(await root.get(path(key)), 404, 'not_found')
  expect(await featuresOf(world.ada)).not.toHaveProperty(key)
  expectProblem(await root.post('/api/admin/features', { key }), 409, 'conflict')
  expectProblem(await root.post('/api/admin/features', { key: key.toUpperCase() }), 409, 'conflict')
})

test('keys that differ by case alone are one key, of features and of segments', async () => {
  const { key } = await makeFeature(root)
  const upper = key.toUpperCase()
  expectProblem(await root.post('/api/admin/features', { key: upper }), 409, 'conflict')
  expectProblem(await root.post('/api/admin/feature-catalogue', { features: [{ key: upper }] }), 409, 'conflict')
  const conditions = [{ attribute: 'plan', operator: 'in', values: ['premium'] }]
  expect((await root.post('/api/admin/segments', { key, conditions })).status).toBe(201)
  expectProblem(await root.post('/api/admin/segments', { key: upper, conditions }), 409, 'conflict')
  expectProblem(await root.get(path(upper)), 404, 'not_found')
})

test('features never depend on each other in a circle, and what another one needs cannot be deleted', async () => {
  const base = await makeFeature(root, { rules: onFor() })
  const middle = await makeFeature(root, { prerequisites: [base.key], rules: onFor() })
  const top = await makeFeature(root, { prerequisites: [{ key: middle.key, variant: 'on' }], rules: onFor() })
  expect(top.prerequisites).toEqual([{ key: middle.key, variant: 'on' }])
  expectProblem(await root.patch(path(base.key), { prerequisites: [top.key] }), 400, 'invalid')
  expectProblem(await root.patch(path(base.key), { prerequisites: [base.key] }), 400, 'invalid')
  expectProblem(await root.delete(path(base.key)), 409, 'conflict')
  expect((await featuresOf(world.ada))[top.key]?.value).toBe(true)
  await changeFeature(root, base.key, { enabled: false })
  expect((await featuresOf(world.ada))[top.key]?.value).toBe(false)
})

test('each change is a version; a change from an older one is refused', async () => {
  const feature = await makeFeature(root)
  const changed = await changeFeature(root, feature.key, { rules: onFor(), version: feature.version })
  expect(changed.version).toBeGreaterThan(feature.version)
  expectProblem(await root.patch(path(feature.key), { rules: [], version: feature.version }), 409, 'conflict')
  expect((await changeFeature(root, feature.key, { rules: onFor() })).version, 'nothing was changed').toBe(
    changed.version,
  )
  expect(await historyOf(feature.key)).toMatchObject([
    { kind: 'changed', version: changed.version, actor: { id: root.id }, definition: { rules: onFor() } },
    { kind: 'created', version: feature.version, definition: { rules: [] } },
  ])
})

test('a revert brings back an earlier version, as a new one', async () => {
  const feature = await makeFeature(root, { description: 'first', rules: onFor(10) })
  await changeFeature(root, feature.key, { description: 'second', rules: [], enabled: false })
  const answer = await root.post(path(feature.key, '/revert'), { version: feature.version })
  expect(featureBody(answer).feature).toMatchObject({ description: 'first', rules: onFor(10), enabled: true })
  expect((await historyOf(feature.key))[0]).toMatchObject({ kind: 'reverted', reason: String(feature.version) })
  expectProblem(await root.post(path(feature.key, '/revert'), { version: 999_999_999 }), 404, 'not_found')
})

test('the kill switch wants a reason, wins over every rule, and lasts until somebody turns it on', async () => {
  const feature = await makeFeature(root, {
    rules: onFor(),
    schedule: { on: new Date(Date.now() + 3_000).toISOString() },
  })
  expectProblem(await root.post(path(feature.key, '/kill'), {}), 400, 'invalid')
  expectProblem(await root.post(path(feature.key, '/kill'), { reason: '\u200B ' }), 400, 'invalid')
  const { feature: killed } = featureBody(await root.post(path(feature.key, '/kill'), { reason: 'pages break' }))
  expect(killed).toMatchObject({
    enabled: false,
    killed: { reason: 'pages break', by: { id: root.id }, at: expect.any(String) },
  })
  expect((await featuresOf(world.ada))[feature.key]?.value).toBe(false)
  await until(
    'the planned start to pass',
    async () => featureBody(await root.get(path(feature.key))).feature.schedule?.on === null || undefined,
  )
  expect((await featuresOf(world.ada))[feature.key]?.value).toBe(false)
  await changeFeature(root, feature.key, { description: 'looked at' })
  expect(featureBody(await root.get(path(feature.key))).feature.killed).not.toBeNull()
  expect(await changeFeature(root, feature.key, { enabled: true })).toMatchObject({ killed: null })
  expect((await featuresOf(world.ada))[feature.key]?.value).toBe(true)
})

test('of two kills the first reason stands, and the history has both', async () => {
  const feature = await makeFeature(root, { rules: onFor() })
  for (const reason of ['pages break', 'as I said']) await root.post(path(feature.key, '/kill'), { reason })
  const { killed } = featureBody(await root.get(path(feature.key))).feature
  expect(killed).toMatchObject({ reason: 'pages break', by: { id: root.id } })
  expect((await historyOf(feature.key)).map(({ kind, reason }) => `${kind} ${reason}`))
    .toEqual(['killed as I said', 'killed pages break', 'created null'])
})

test('a schedule turns a feature on and off, and an admin has the last word', async () => {
  const soon = (ms: number) => new Date(Date.now() + ms).toISOString()
  const { key } = await makeFeature(root, {
    enabled: false,
    rules: onFor(),
    schedule: { on: soon(2_000), off: soon(9_000) },
  })
  const isOn = async () => (await featuresOf(world.ada))[key]?.value === true
  await until('the feature to be on', isOn)
  await until('the feature to be off', async () => !await isOn())
  await changeFeature(root, key, { enabled: true })
  expect(await isOn()).toBe(true)
  expect((await historyOf(key)).map(({ kind, reason }) => [kind, reason])).toEqual([
    ['changed', null], ['scheduled', 'off'], ['scheduled', 'on'], ['created', null],
  ])
})

test('a ramp goes from step to step, stands still while it is paused, and never takes anybody out', async () => {
  const ramp = [{ share: 1, minutes: 0.02 }, { share: 5, minutes: 10 }, { share: 100, minutes: 0 }]
  const { key } = await makeFeature(root, { rules: onFor(), schedule: { ramp } })
  const get = async () => featureBody(await root.get(path(key))).feature
  await until('the second step', async () => (await get()).ramp?.step === 1)
  expect((await changeFeature(root, key, { rampPaused: true })).ramp).toMatchObject({
    step: 1,
    share: 5,
    paused: 'admin',
  })
  expect(
    (
      await changeFeature(root, key, {
        schedule: {
          ramp: [
            { share: 2, minutes: 0 },
            { share: 20, minutes: 0 },
            { share: 100, minutes: 0 },
          ],
        },
      })
    ).ramp,
  ).toMatchObject({ step: 1, share: 20, paused: 'admin' })
  expect((await changeFeature(root, key, { rampPaused: false })).ramp).toMatchObject({ step: 1, paused: null })
  await until('the last step', async () => (await get()).ramp?.share === 100)
  await until('ada to have it', async () => (await featuresOf(world.ada))[key]?.value === true || undefined)
  expect((await historyOf(key))[0]).toMatchObject({ kind: 'ramped', reason: '100 %', actor: null })
})

test('a simulation says what a context gets, and why', async () => {
  const room = world.gus.square.id
  const { key } = await makeFeature(root, { rules: [
    { conditions: [{ attribute: 'kind', operator: 'in', values: ['bot'] }], variant: 'off' },
    { conditions: [{ attribute: 'room', operator: 'in', values: [room] }], variant: 'on' },
  ] })
  const ask = async (context: object) => featureBody(await root.post(path(key, '/simulation'), { context }))
  expect(await ask({ targetingKey: '5', kind: 'bot' })).toMatchObject({
    variant: 'off',
    value: false,
    reason: 'TARGETING_MATCH',
    rule: 0,
    bucket: expect.any(Number),
  })
  expect(await ask({ targetingKey: String(world.gus.id) }), 'known people').toMatchObject({ variant: 'on', rule: 1 })
  for (const other of [`0x${world.gus.id.toString(16)}`, `0${world.gus.id}`, ` ${world.gus.id}`]) {
    expect(await ask({ targetingKey: other }), other).toMatchObject({ variant: 'off', reason: 'DEFAULT' })
  }
  expect(await ask({ targetingKey: 'somebody elsewhere', plan: { odd: [1] } })).toMatchObject({
    variant: 'off',
    reason: 'DEFAULT',
  })
  expectProblem(await root.post(path(unique('none'), '/simulation'), { context: {} }), 404, 'not_found')
  expectProblem(await root.post(path(key, '/simulation'), { context: 'ada' }), 400, 'invalid')
})

test('Plaza\'s own features cannot be deleted, and stay what the code knows', async () => {
  expect(featureBody(await root.get(path('typing'))).feature).toMatchObject({ own: true, enabled: true })
  expectProblem(await root.delete(path('typing')), 409, 'conflict')
  expectProblem(await root.patch(path('typing'), { variants: { on: 'yes', off: 'no' } }), 400, 'invalid')
})

test('features are listed by key, a page at a time, and found by their words', async () => {
  const word = unique('needle')
  const keys = await Promise.all(
    [1, 2, 3].map(async n => (await makeFeature(root, { description: `${word} ${n}` })).key),
  )
  const first = featureBody(await root.get(`/api/admin/features?query=${word}&limit=2`))
  const second = featureBody(await root.get(`/api/admin/features?query=${word}&limit=2&cursor=${first.cursor}`))
  expect([...first.features, ...second.features].map(({ key }) => key)).toEqual(keys.sort())
  expect(second.cursor).toBeUndefined()
})

test('what could be tidied away is listed with its reason', async () => {
  const old = await makeFeature(root)
  const dated = await makeFeature(root, { staleAfter: '2020-01-01T00:00:00.000Z' })
  const fresh = await makeFeature(root)
  await world.server.chat(
    'UPDATE features SET updated_at = NOW() - INTERVAL 15 DAY, evaluated_at = NOW() WHERE feature_key = ?',
    [old.key],
  )
  const stale = featureBody(await root.get('/api/admin/features?stale=true&limit=200')).features
  expect(stale.find(({ key }) => key === old.key)?.stale).toBe('settled')
  expect(stale.find(({ key }) => key === dated.key)?.stale).toBe('date')
  expect(stale.find(({ key }) => key === fresh.key)).toBeUndefined()
})

test('a change counts also where a backup put back the version that it gets', async () => {
  await makeFeature(root)
  await world.server.chat('UPDATE feature_state SET version = version - 1')
  const { key } = await makeFeature(root, { rules: onFor() })
  expect((await featuresOf(world.ada))[key]?.value).toBe(true)
})

test('for everybody but admins none of it exists, and nothing changes', async () => {
  const feature = await makeFeature(root, { rules: onFor() })
  const attempts: [string, string, object?][] = [
    ['POST', '', { key: unique('mine') }],
    ['PATCH', `/${feature.key}`, { enabled: false }],
    ['DELETE', `/${feature.key}`],
    ['POST', `/${feature.key}/kill`, { reason: 'mine' }],
    ['POST', `/${feature.key}/revert`, { version: feature.version }],
    ['POST', `/${feature.key}/simulation`, { context: {} }],
    ['GET', ''],
    ['GET', `/${feature.key}`],
    ['GET', `/${feature.key}/history`],
    ['GET', `/${feature.key}/reach`],
  ]
  for (const [method, rest, given] of attempts) {
    await expectAdminsOnly(world, client => client.ask({ method, path: `/api/admin/features${rest}`, body: given }))
  }
  expect(featureBody(await root.get(path(feature.key))).feature).toEqual(feature)
})
