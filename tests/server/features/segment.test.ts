import { beforeAll, expect, test } from 'vitest'
import type { FeatureSegment } from '../../../shared/protocol/admin/adminFeature.ts'
import { auditOf, expectAdminsOnly } from '../../support/admin.ts'
import { firstAdmin } from '../../support/cast.ts'
import type { Answer, Client } from '../../support/client.ts'
import { featuresOf, makeFeature } from '../../support/features.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('segment')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const body = (answer: Answer) => answer.body as unknown as { segment: FeatureSegment, segments: FeatureSegment[] }
const people = (...clients: Client[]) => [
  { attribute: 'user', operator: 'in', values: clients.map(client => client.id) },
]
const inSegment = (key: string) => [
  { conditions: [{ attribute: 'segment', operator: 'in', values: [key] }], variant: 'on' },
]

async function makeSegment(...clients: Client[]): Promise<FeatureSegment> {
  const answer = await root.post(
    '/api/admin/segments', { key: unique('team'), description: 'The team', conditions: people(...clients) },
  )
  expect(answer.status, answer.text).toBe(201)
  return body(answer).segment
}

test('rules name a segment, and whoever is in it is matched', async () => {
  const segment = await makeSegment(world.ada)
  expect(segment).toEqual(
    { key: segment.key, description: 'The team', conditions: people(world.ada), updatedAt: expect.any(String) },
  )
  expect(body(await root.get('/api/admin/segments')).segments).toContainEqual(segment)
  const { key } = await makeFeature(root, { rules: inSegment(segment.key) })
  expect((await featuresOf(world.ada))[key]).toMatchObject({ value: true })
  expect((await featuresOf(world.grace))[key]).toMatchObject({ value: false })
  const [entry] = (await auditOf(root, 'feature')).filter(({ action }) => action === 'segment.created')
  expect(entry).toMatchObject({ actor: { id: root.id }, after: { segment: segment.key, description: 'The team' } })
})

test('a change of it reaches those whom it concerns at once, and nobody else', async () => {
  const segment = await makeSegment(world.ada)
  const { key } = await makeFeature(root, { rules: inSegment(segment.key) })
  const [
    ada, grace, mallory,
  ] = await Promise.all([world.ada, world.grace, world.mallory].map(client => client.connect()))
  const answer = await root.patch(`/api/admin/segments/${segment.key}`, { conditions: people(world.grace) })
  expect(body(answer).segment).toMatchObject(
    { key: segment.key, description: 'The team', conditions: people(world.grace) },
  )
  await ada!.waitFor('features.changed', event => event.features[key]?.value === false)
  await grace!.waitFor('features.changed', event => event.features[key]?.value === true)
  expect(mallory!.received.filter(event => event.type === 'features.changed')).toEqual([])
  const [entry] = (await auditOf(root, 'feature')).filter(({ action }) => action === 'segment.changed')
  expect(entry).toMatchObject(
    { before: { segment: segment.key, conditions: people(world.ada) }, after: { conditions: people(world.grace) } },
  )
  for (const socket of [ada, grace, mallory]) await socket!.close()
})

test('the same again changes nothing', async () => {
  const segment = await makeSegment(world.ada)
  const version = async () => (await root.get('/api/features')).body as unknown as { version: number }
  const before = await version()
  expect(
    body(await root.patch(`/api/admin/segments/${segment.key}`, { conditions: segment.conditions })).segment,
  ).toEqual(segment)
  expect(await version()).toEqual(before)
})

test('one that a rule names cannot be deleted', async () => {
  const segment = await makeSegment(world.ada)
  const feature = await makeFeature(root, { rules: inSegment(segment.key) })
  const answer = await root.delete(`/api/admin/segments/${segment.key}`)
  expectProblem(answer, 409, 'conflict')
  expect(answer.body.detail).toBe(`used_by ${feature.key}`)
  await root.patch(`/api/admin/features/${feature.key}`, { rules: [] })
  expect((await root.delete(`/api/admin/segments/${segment.key}`)).status).toBe(204)
  expectProblem(await root.delete(`/api/admin/segments/${segment.key}`), 404, 'not_found')
  expectProblem(await root.patch(`/api/admin/segments/${segment.key}`, { description: '' }), 404, 'not_found')
})

test.each<[string, object, number, string]>([
  ['a key with a slash', { key: 'a/b' }, 400, 'key'],
  ['no conditions', { conditions: [] }, 400, 'conditions'],
  [
    'a segment of segments', { conditions: [{ attribute: 'segment', operator: 'in', values: ['x'] }] }, 400,
    'conditions',
  ],
])('%s is refused', async (_, fields, status, path) => {
  const answer = await root.post(
    '/api/admin/segments', { key: unique('bad'), conditions: people(world.ada), ...fields },
  )
  expectProblem(answer, status, 'invalid')
  expect(answer.body.errors?.map(error => error.path)).toContain(path)
})

test('a key is taken once, and for anybody but an admin there is nothing', async () => {
  const { key } = await makeSegment(world.ada)
  expectProblem(await root.post('/api/admin/segments', { key, conditions: people(world.ada) }), 409, 'conflict')
  await expectAdminsOnly(
    world, client => client.post('/api/admin/segments', { key: unique('x'), conditions: people(world.ada) }),
  )
  await expectAdminsOnly(world, client => client.patch(`/api/admin/segments/${key}`, { description: 'mine' }))
  await expectAdminsOnly(world, client => client.delete(`/api/admin/segments/${key}`))
  expect(
    body(await root.get('/api/admin/segments')).segments.find(segment => segment.key === key),
  ).toMatchObject({ description: 'The team' })
})
