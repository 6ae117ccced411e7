import { beforeAll, expect, test } from 'vitest'
import { firstAdmin, guest } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { changeFeature, featureBody, featuresOf, makeFeature, onFor } from '../../support/features.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('feature-safety', { NUXT_LIMITS: 'on' })
let root: Client

beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const path = (key: string) => `/api/admin/features/${key}`
const fieldsOf = (answer: { body: unknown }) =>
  (answer.body as { errors?: { path: string, code: string }[] }).errors?.map(({ path, code }) => `${path} ${code}`)

const three = { variants: { on: true, off: false, x: true }, defaultVariant: 'x' }

test('a variant that another feature needs cannot be taken away, by a change or by an import', async () => {
  const base = await makeFeature(root, three)
  const user = await makeFeature(root, { prerequisites: [{ key: base.key, variant: 'x' }], rules: onFor() })
  const without = { variants: { on: true, off: false }, defaultVariant: 'on' }
  expectProblem(await root.patch(path(base.key), without), 409, 'conflict')
  expectProblem(
    await root.post('/api/admin/feature-catalogue', { features: [{ key: base.key, enabled: true, ...without }] }),
    409, 'conflict',
  )
  expect(featureBody(await root.get(path(base.key))).feature.version).toBe(base.version)
  await changeFeature(root, user.key, { prerequisites: [base.key] })
  await changeFeature(root, base.key, without)
})

test('a feature is killed and turned off whatever else is wrong with it', async () => {
  const base = await makeFeature(root, three)
  const wanted = { prerequisites: [{ key: base.key, variant: 'x' }], rules: onFor() }
  const [killed, stopped] = [await makeFeature(root, wanted), await makeFeature(root, wanted)]
  // As an earlier version of Plaza could leave it.
  await world.server.chat(
    'UPDATE features SET variants = ?, default_variant = "on" WHERE feature_key = ?',
    [JSON.stringify({ on: true, off: false }), base.key],
  )
  expect((await root.post(`${path(killed.key)}/kill`, { reason: 'it breaks' })).status).toBe(200)
  await changeFeature(root, stopped.key, { enabled: false })
  expect(featureBody(await root.get(path(killed.key))).feature.killed?.reason).toBe('it breaks')
})

test('a ramp that is lowered under way gives the feature to nobody new', async () => {
  const ramp = (...shares: number[]) => ({ schedule: { ramp: shares.map(share => ({ share, minutes: 60 })) } })
  const { key } = await makeFeature(root, { rules: onFor(), ...ramp(50, 100) })
  expect((await changeFeature(root, key, ramp(10, 100))).ramp).toMatchObject({ step: 0, share: 10 })
  expect((await changeFeature(root, key, ramp(5, 10, 40, 100))).ramp).toMatchObject({ step: 1, share: 10 })
})

test('a rule names no segment that is not there, also by a revert, and asks only who is in it', async () => {
  const segment = unique('team')
  const conditions = [{ attribute: 'user', operator: 'in', values: [world.ada.id] }]
  await root.post('/api/admin/segments', { key: segment, conditions })
  const rule = (operator: string) => [
    { conditions: [{ attribute: 'segment', operator, values: [segment] }], variant: 'on' },
  ]
  const { key, version } = await makeFeature(root, { rules: rule('not_in') })
  expect(await featuresOf(world.ada)).toMatchObject({ [key]: { value: false } })
  expectProblem(await root.patch(path(key), { rules: rule('contains') }), 400, 'invalid')
  await changeFeature(root, key, { rules: [] })
  await root.delete(`/api/admin/segments/${segment}`)
  const reverted = await root.post(`${path(key)}/revert`, { version })
  expectProblem(reverted, 400, 'invalid')
  expect(fieldsOf(reverted)).toEqual(['rules.0.conditions.0.values unknown_segment'])
  expect(await featuresOf(world.ada)).toMatchObject({ [key]: { value: false } })
})

test('a time that is over is refused, and one that was planned before may stay', async () => {
  const past = new Date(Date.now() - 60_000).toISOString()
  expect(fieldsOf(await root.post('/api/admin/features', { key: unique('late'), schedule: { off: past } })))
    .toEqual(['schedule.off past'])
  const { key } = await makeFeature(root, { rules: onFor() })
  expect(fieldsOf(await root.patch(path(key), { schedule: { on: past } }))).toEqual(['schedule.on past'])
  expect(await featuresOf(world.ada)).toMatchObject({ [key]: { value: true } })
})

test('what others need is named once', async () => {
  const { key } = await makeFeature(root)
  const twice = { key: unique('twice'), prerequisites: [key, key] }
  expectProblem(await root.post('/api/admin/features', twice), 400, 'invalid')
})

test('what is off of a feature of Plaza\'s own is fixed, so that a kill turns it off', async () => {
  expect(fieldsOf(await root.patch(path('typing'), { offVariant: 'on' }))).toEqual(['offVariant fixed'])
})

test('JSON of thousands of levels is refused', async () => {
  for (const text of ['['.repeat(20_000) + ']'.repeat(20_000), '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)]) {
    const body = `{"key":"${unique('deep')}","variants":{"on":{"a":${text}},"off":{}}}`
    const cookie = [...root.cookies].map(pair => pair.join('=')).join('; ')
    const headers = { 'content-type': 'application/json', cookie }
    const answer = await fetch(`${world.server.origin}/api/admin/features`, { method: 'POST', body, headers })
    expect(answer.status).toBe(400)
  }
})

test('of guests at one address a few count for what pages go wrong', async () => {
  const { key } = await makeFeature(root, { rules: onFor() })
  const guests = []
  for (let n = 0; n < 8; n++) guests.push(await guest(world.server))
  for (const one of guests) expect((await one.post('/api/features/faults', { count: 3 })).status).toBe(204)
  await expect.poll(async () => {
    const [row] = await world.server.chat(
      'SELECT COUNT(*) AS people, SUM(faults) AS faults FROM feature_people '
      + 'JOIN features ON features.id = feature_id WHERE feature_key = ? AND faults > 0', [key],
    )
    return [Number(row?.people), Number(row?.faults)]
  }, { timeout: 30_000 }).toEqual([5, 15])
})
