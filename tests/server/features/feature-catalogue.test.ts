import { beforeAll, expect, test } from 'vitest'
import type { FeatureCatalogue } from '../../../shared/protocol/admin/adminFeature.ts'
import { auditOf, expectAdminsOnly } from '../../support/admin.ts'
import { firstAdmin } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { changeFeature, featureBody, featuresOf, makeFeature, onFor } from '../../support/features.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useServer, useWorld } from '../../support/world.ts'

const world = useWorld('feature-catalogue')
const elsewhere = useServer('feature-catalogue-elsewhere')
let root: Client
let other: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
  other = await firstAdmin(elsewhere.server)
})

const path = '/api/admin/feature-catalogue'
const exported = async (admin: Client) => (await admin.get(path)).body as unknown as FeatureCatalogue
const sent = async (admin: Client, catalogue: object) => {
  const answer = await admin.post(path, catalogue)
  expect(answer.status, answer.text).toBe(200)
  return answer.body as unknown as { created: number, changed: number }
}
const versionOf = async (admin: Client) => featureBody(await admin.get('/api/features')).version

test('what is exported can be imported elsewhere, where nobody moves, and again without a change', async () => {
  const segment = {
    key: unique('team'), description: '',
    conditions: [{ attribute: 'plan', operator: 'in' as const, values: ['premium'] }],
  }
  expect((await root.post('/api/admin/segments', segment)).status).toBe(201)
  const base = await makeFeature(root, { rules: onFor(37.125), prerequisites: [] })
  const top = await makeFeature(root, {
    key: unique('a-first'), prerequisites: [
      { key: base.key, variant: 'on' },
    ], type: 'permission', guard: { ratio: 3 }, note: { en: { title: 'T', body: 'B' } },
    schedule: {
      on: '2099-01-01T00:00:00.000Z', ramp: [{ share: 5, minutes: 60 }, { share: 100, minutes: 0 }],
    }, staleAfter: '2099-01-01T00:00:00.000Z',
    rules: [
      {
        conditions: [{ attribute: 'segment', operator: 'in', values: [segment.key] }],
        split: [{ variant: 'on', weight: 1 }, { variant: 'off', weight: 2 }],
      },
    ],
  })
  const file = await root.get(path)
  expect(file.headers['content-disposition']).toBe('attachment; filename="plaza-features.json"')
  const catalogue = await exported(root)
  expect(catalogue.segments).toContainEqual(segment)
  expect(
    catalogue.features.find(({ key }) => key === base.key),
  ).toMatchObject({ salt: base.salt, rules: onFor(37.125) })
  // The one that needs the other stands before it.
  expect(catalogue.features.findIndex(({ key }) => key === top.key)).toBeLessThan(
    catalogue.features.findIndex(({ key }) => key === base.key),
  )

  const before = await versionOf(root)
  expect(await sent(root, catalogue)).toEqual({ created: 0, changed: 0 })
  expect(await versionOf(root)).toBe(before)

  expect(await sent(other, catalogue)).toMatchObject({ created: 3 })
  expect(await exported(other)).toEqual(catalogue)
  expect(await sent(other, catalogue)).toEqual({ created: 0, changed: 0 })
  const simulate = async (admin: Client, targetingKey: string) =>
    (await admin.post(`/api/admin/features/${base.key}/simulation`, { context: { targetingKey } })).body
  for (let n = 0; n < 25; n++) expect(await simulate(other, `p${n}`)).toEqual(await simulate(root, `p${n}`))
  const [event] = featureBody(await other.get(`/api/admin/features/${base.key}/history`)).events
  expect(event).toMatchObject({ kind: 'imported', actor: { id: other.id } })
  expect((await auditOf(other, 'feature')).map(({ action }) => action)).toContain('feature.imported')
})

test('a feature of the file takes the place of the one with its key; others stay, and people are told', async () => {
  const [one, two] = [await makeFeature(root), await makeFeature(root, { rules: onFor() })]
  const socket = await world.ada.connect()
  const { features } = await exported(root)
  const mine = features.find(({ key }) => key === one.key)!
  expect(await sent(root, { features: [{ ...mine, rules: onFor() }] })).toEqual({ created: 0, changed: 1 })
  await socket.waitFor('features.changed', event => event.features[one.key]?.value === true)
  expect((await featuresOf(world.ada))[two.key]).toMatchObject({ value: true })
  await socket.close()
})

test('a feature without a salt keeps the one it has; a new one gets one', async () => {
  const { key, salt } = await makeFeature(root)
  const fresh = unique('fresh')
  expect(
    await sent(root, { features: [{ key, description: 'other words', enabled: true }, { key: fresh }] }),
  ).toEqual({ created: 1, changed: 1 })
  const { features } = await exported(root)
  expect(features.find(feature => feature.key === key)).toMatchObject({ salt, description: 'other words' })
  expect(features.find(feature => feature.key === fresh)?.salt).toMatch(/^[0-9a-f]{16}$/)
})

test('times of a plan that are over do not happen after all', async () => {
  const key = unique('late')
  const schedule = { on: '2020-01-01T00:00:00.000Z', off: '2099-01-01T00:00:00.000Z' }
  const file = { features: [{ key, schedule }] }
  expect(await sent(root, file)).toEqual({ created: 1, changed: 0 })
  expect(await sent(root, file)).toEqual({ created: 0, changed: 0 })
  expect(
    featureBody(await root.get(`/api/admin/features/${key}`)).feature,
  ).toMatchObject({ enabled: false, schedule: { on: null, off: schedule.off } })
})

test('a killed feature stays killed by a file that has it off, and is on again by one that has it on', async () => {
  const { key } = await makeFeature(root)
  await root.post(`/api/admin/features/${key}/kill`, { reason: 'it burns' })
  const read = async () => featureBody(await root.get(`/api/admin/features/${key}`)).feature
  await sent(root, { features: [{ key, enabled: false, description: 'x' }] })
  expect(await read()).toMatchObject({ enabled: false, killed: { reason: 'it burns' } })
  await sent(root, { features: [{ key, enabled: true, description: 'x' }] })
  expect(await read()).toMatchObject({ enabled: true, killed: null })
})

test.each<[string, (key: string) => object, string, string]>([
  [
    'a variant that there is not', key => ({ key, defaultVariant: 'maybe' }), 'features.1.defaultVariant',
    'unknown_variant',
  ],
  [
    'an unknown prerequisite', key => ({ key, prerequisites: ['nowhere'] }), 'features.1.prerequisites',
    'unknown_feature',
  ],
  ['a circle', key => ({ key, prerequisites: [key] }), 'features.1.prerequisites', 'circle'],
  [
    'other variants of one of our own',
    () => ({ key: 'typing', variants: { a: 'a', b: 'b' }, defaultVariant: 'a', offVariant: 'b' }),
    'features.1.variants', 'fixed',
  ],
  ['a salt that is none', key => ({ key, salt: 'a b' }), 'features.1.salt', 'invalid_format'],
])('%s is refused, and nothing of the file is taken', async (_, bad, at, code) => {
  const [good, worse] = [unique('good'), unique('worse')]
  const before = await exported(root)
  const answer = await root.post(
    path,
    {
      features: [{ key: good, enabled: true }, bad(worse)],
      segments: [{ key: good, conditions: [{ attribute: 'a', operator: 'in', values: ['b'] }] }],
    },
  )
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors).toContainEqual({ path: at, code })
  expect(await exported(root)).toEqual(before)
})

test('a key twice, and the key of a deleted feature, are refused', async () => {
  const { key } = await makeFeature(root)
  expectProblem(await root.post(path, { features: [{ key }, { key }] }), 400, 'invalid')
  await root.delete(`/api/admin/features/${key}`)
  const taken = await root.post(path, { features: [{ key }] })
  expectProblem(taken, 409, 'conflict')
  expect(taken.body.errors).toEqual([{ path: 'features.0.key', code: 'taken' }])
})

test('a preview says what an import would do, and does nothing', async () => {
  const changed = await makeFeature(root, { rules: onFor(10) })
  const killed = await makeFeature(root, { rules: onFor() })
  const same = await makeFeature(root)
  await root.post(`/api/admin/features/${killed.key}/kill`, { reason: 'it burns' })
  const before = await exported(root)
  const of = (key: string) => before.features.find(feature => feature.key === key)!
  const fresh = unique('fresh')
  const conditions = [{ attribute: 'plan', operator: 'in', values: ['premium'] }]
  const file = {
    features: [
      { ...of(changed.key), rules: onFor(20), salt: 'another' }, { ...of(killed.key), enabled: true }, of(same.key),
      { key: fresh },
    ],
    segments: [{ key: fresh, conditions }],
  }
  const answer = await root.post(`${path}/preview`, file)
  expect(answer.status, answer.text).toBe(200)
  expect(answer.body).toMatchObject({
    features: [
      { key: changed.key, before: { rules: onFor(10) }, after: { rules: onFor(20) }, reshuffles: true },
      { key: killed.key, before: { enabled: false }, after: { enabled: true }, liftedKill: 'it burns' },
      { key: fresh, before: null, after: { enabled: false }, reshuffles: false, liftedKill: null },
    ],
    segments: [{ key: fresh, before: null, after: conditions }],
    unchanged: 1,
  })
  expect(await exported(root)).toEqual(before)
  expectProblem(await root.post(`${path}/preview`, { features: [{ key: 'a', defaultVariant: 'x' }] }), 400, 'invalid')
  expect(await sent(root, file)).toEqual({ created: 2, changed: 2 })
})

test('a file of a megabyte is taken, one of five is too large', async () => {
  const values = Array.from({ length: 1000 }, (_, n) => `${n}`.padEnd(100, 'x'))
  const features = Array.from(
    { length: 10 },
    () => (
      { key: unique('big'), rules: [{ conditions: [{ attribute: 'a', operator: 'in', values }], variant: 'on' }] }
    ),
  )
  expect(await sent(root, { features })).toEqual({ created: 10, changed: 0 })
  const { key } = features[0]!
  expect(await changeFeature(root, key, { rules: [] })).toMatchObject({ rules: [] })
  const answer = await root.ask(
    { method: 'POST', path, body: '{}', headers: { 'content-length': String(5 * 1024 * 1024) } },
  ).catch((error: Error) => error)
  expect(answer instanceof Error ? answer.message : answer.status).toBe(413)
})

test('for anybody but an admin there is nothing', async () => {
  const key = unique('outside')
  await expectAdminsOnly(world, client => client.get(path))
  await expectAdminsOnly(world, client => client.post(path, { features: [{ key }] }))
  await expectAdminsOnly(world, client => client.post(`${path}/preview`, { features: [{ key }] }))
  expectProblem(await root.get(`/api/admin/features/${key}`), 404, 'not_found')
})
