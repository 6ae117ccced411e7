import { beforeAll, expect, test } from 'vitest'
import { firstAdmin, group, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import {
  changeFeature, featureBody, featuresOf, isWithin, makeFeature, makeSplitFeature, onFor,
} from '../../support/features.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('feature-push')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const reachOf = async (key: string) => featureBody(await root.get(`/api/admin/features/${key}/reach`))

test('a change reaches at once those for whom it makes a difference, and nobody else', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, () => member(world.server)))
  const feature = await makeSplitFeature(root, people, 40)
  const sockets = await Promise.all(people.map(person => person.connect()))
  for (const socket of sockets) {
    const ready = await socket.waitFor('ready')
    expect(ready.features.features[feature.key]).toEqual({ value: false, variant: 'off' })
    socket.clear()
  }
  const { version } = await changeFeature(root, feature.key, { rules: onFor(40) })
  const inside = people.map(person => isWithin(feature, person, 40))
  for (const [n, socket] of sockets.entries()) {
    if (!inside[n]) continue
    const changed = await socket.waitFor('features.changed')
    expect(changed).toMatchObject({ version, features: { [feature.key]: { value: true, variant: 'on' } } })
  }
  for (const [n, socket] of sockets.entries()) {
    socket.send({ type: 'ping', id: n })
    await socket.waitFor('pong')
    expect(socket.of('features.changed')).toHaveLength(inside[n] ? 1 : 0)
    expect((await featuresOf(people[n]!))[feature.key]?.value).toBe(inside[n])
    expect(socket.frames.join(), 'rules are nobody\'s business').not.toMatch(/conditions|salt|"rules"|share/)
  }
  for (const socket of sockets) socket.ws.close()
})

test('an admin sees how many connected people have confirmed a change', async () => {
  const [ada, grace] = [await member(world.server), await member(world.server)]
  const feature = await makeFeature(root)
  const [hers, second, graces] = [await ada.connect(), await ada.connect(), await grace.connect()]
  for (const socket of [hers, second, graces]) {
    const { features } = await socket.waitFor('ready')
    socket.send({ type: 'features.seen', version: features.version })
  }
  await until('both to be counted', async () => (await reachOf(feature.key)).seen === 2 || undefined)
  const { version } = await changeFeature(root, feature.key, {
    rules: [{ conditions: [{ attribute: 'user', operator: 'in', values: [ada.id] }], variant: 'on' }],
  })
  await hers.waitFor('features.changed')
  expect(await until('ada to be behind', async () => {
    const reach = await reachOf(feature.key)
    return reach.seen === 1 ? reach : undefined
  })).toMatchObject({ version, connected: 2, seen: 1 })
  second.send({ type: 'features.seen', version })
  await until('ada to have seen it', async () => (await reachOf(feature.key)).seen === 2 || undefined)
  for (const socket of [hers, second, graces]) socket.ws.close()
})

test('what depends on a room or a role comes and goes with it', async () => {
  const { key } = await makeFeature(root)
  const room = await group(world.grace)
  await changeFeature(root, key, {
    rules: [{ conditions: [{ attribute: 'room', operator: 'in', values: [room.id] }], variant: 'on' }],
  })
  const socket = await world.mallory.connect()
  await socket.waitFor('ready', ({ features }) => features.features[key]?.value === false)
  await world.mallory.put(`/api/rooms/${room.id}/membership`)
  await socket.waitFor('features.changed', ({ features }) => features[key]?.value === true)
  socket.clear()
  await world.grace.delete(`/api/rooms/${room.id}/members/${world.mallory.id}`)
  await socket.waitFor('features.changed', ({ features }) => features[key]?.value === false)
  socket.ws.close()
})

test('the name of a hidden feature is known to those alone who have it', async () => {
  const { key } = await makeFeature(root, {
    type: 'permission',
    rules: [{ conditions: [{ attribute: 'user', operator: 'in', values: [world.ada.id] }], variant: 'on' }],
  })
  expect((await featuresOf(world.ada))[key]).toEqual({ value: true, variant: 'on' })
  for (const outsider of [world.grace, world.gus]) {
    expect((await outsider.get('/api/features')).text).not.toContain(key)
    const socket = await outsider.connect()
    await socket.waitFor('ready')
    expect(socket.frames.join()).not.toContain(key)
    socket.ws.close()
  }
  expectProblem(await nobody(world.server).get('/api/features'), 401, 'unauthenticated')
})

test('the kill switch is heard at once, also of features that are hidden or wait for the next session', async () => {
  const hidden = await makeFeature(root, { applyMode: 'next-session', hidden: true, rules: onFor() })
  const socket = await world.ada.connect()
  await socket.waitFor('ready', ({ features }) => features.features[hidden.key]?.apply === 'next-session')
  await root.post(`/api/admin/features/${hidden.key}/kill`, { reason: 'tried' })
  const { features } = await socket.waitFor('features.changed')
  expect(features[hidden.key]).toEqual({ value: false, variant: 'off' })
  expect(await featuresOf(world.ada)).not.toHaveProperty(hidden.key)
  socket.ws.close()
})

test('what is off is refused by the server: typing, entering, registering, the glimpse', async () => {
  const socket = await world.gus.connect()
  await socket.waitFor('ready')
  const listener = await member(world.server)
  const heard = await listener.connect()
  await heard.waitFor('ready')
  const off = async (key: string) =>
    featureBody(await root.post(`/api/admin/features/${key}/kill`, { reason: 'tried' }))
  await off('typing')
  socket.send({ type: 'room.typing', roomId: world.gus.square.id })
  expect(await socket.waitFor('command.failed')).toMatchObject({ code: 'feature_off', ref: 'room.typing' })
  await off('guest-entry')
  await off('registration')
  await off('landing-glimpse')
  const visitor = nobody(world.server)
  expectProblem(await visitor.post('/api/guests', { username: 'somebody new' }), 403, 'feature_off')
  expectProblem(
    await visitor.post('/api/users', { email: 'n@plaza.test', username: 'newcomer', password: 'a long enough secret' }),
    403, 'feature_off',
  )
  expectProblem(await visitor.get('/api/square'), 404, 'not_found')
  const { site } = (await visitor.get('/api/site')).body as unknown as { site: object }
  expect(site).toMatchObject({ guests: false, registration: 'closed' })
  await heard.waitFor('site.changed', event => event.site.registration === 'closed')
  expect(heard.of('room.typing')).toEqual([])
  for (const key of ['typing', 'guest-entry', 'registration', 'landing-glimpse']) {
    await changeFeature(root, key, { enabled: true })
  }
  expect((await visitor.get('/api/square')).status).toBe(200)
  socket.ws.close()
  heard.ws.close()
})

test('a restart changes nothing of what people have', async () => {
  const feature = await makeFeature(root, { rules: onFor(50) })
  const before = await Promise.all([world.ada, world.grace, world.mallory].map(featuresOf))
  await world.server.kill()
  await world.server.start()
  await world.server.ready()
  const after = await Promise.all([world.ada, world.grace, world.mallory].map(featuresOf))
  expect(after.map(set => set[feature.key])).toEqual(before.map(set => set[feature.key]))
})
