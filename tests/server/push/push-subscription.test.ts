import { expect, test } from 'vitest'
import { firstAdmin, group, guest, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { deviceOf, devicesOf, pushesSettled, subscribe, usePushWorld } from '../../support/push.ts'
import { startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { expectProblem } from '../../support/world.ts'

const world = usePushWorld('push-subscription')
const path = '/api/push/subscriptions'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const rowsOf = (client: Client) =>
  world.server.identity('SELECT id, session_id FROM push_subscriptions WHERE user_id = ?', [client.id])

async function logIn(client: Client): Promise<Client> {
  const twin = Object.assign(nobody(world.server), { email: client.email, password: client.password })
  const answer = await twin.post('/api/session', { login: client.email, password: client.password })
  expect(answer.status).toBe(200)
  return Object.assign(twin, { user: answer.body.user })
}

test('a browser subscribes with the key of this Plaza, and is shown under the name of its device', async () => {
  const { ada, push } = world
  const key = await ada.get('/api/push/key')
  const { publicKey } = key.body as unknown as { publicKey: string }
  expect(Buffer.from(publicKey, 'base64url')).toHaveLength(65)
  const device = push.device()
  const headers = { 'user-agent': firefox }
  const answer = await ada.ask({ method: 'POST', path, body: device, headers })
  expect(answer.status).toBe(201)
  const expected = { id: expect.any(Number), device: 'Firefox, Linux', createdAt: expect.stringMatching(/Z$/) }
  expect(answer.body).toEqual({ subscription: { ...expected, current: true } })
  expect(await devicesOf(ada)).toEqual([deviceOf(answer)])
  expect(await devicesOf(await logIn(ada)), 'of another session').toEqual([expected])
  const again = await ada.ask({ method: 'POST', path, body: device, headers })
  expect(deviceOf(again)).toEqual(deviceOf(answer))
  expect(await devicesOf(ada)).toHaveLength(1)
})

test('nodes that start at once, and those that start later, have one pair of keys, which nobody is shown', async () => {
  const { server, ada } = world
  const root = await firstAdmin(server)
  const { publicKey } = (await ada.get('/api/push/key')).body as unknown as { publicKey: string }
  const [row] = await server.identity<{ value: string }>('SELECT value FROM settings WHERE id = 3')
  const { privateKey } = JSON.parse(row!.value) as { privateKey: string }
  await server.identity('DELETE FROM settings WHERE id = 3')
  const { databases } = server
  const nodes = await Promise.all(['one', 'two'].map(name => startServer({ name: `push-keys-${name}`, databases })))
  try {
    const keys = await Promise.all(nodes.map(async node =>
      (await Object.assign(ada.twin(), { origin: node.origin }).get('/api/push/key')).text))
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).not.toContain(publicKey)
  }
  finally {
    await Promise.all(nodes.map(node => node.stop()))
  }
  for (const at of ['/api/site', '/api/admin/settings', '/api/admin/push', '/api/push/key', '/api/admin/overview']) {
    expect((await root.get(at)).text).not.toContain(privateKey)
  }
  expect(server.readLog()).not.toContain(privateKey)
})

test('a test notification arrives, and its result is shown', async () => {
  const { push } = world
  const lin = await member(world.server, 'lin')
  const device = push.device()
  const { id } = await subscribe(lin, device)
  expect((await lin.post(`${path}/${id}/test`)).status).toBe(204)
  const [{ payload, headers }] = await push.arrived(device)
  expect(payload).toEqual({
    type: 'test', roomId: null, seq: null, title: 'Plaza', tag: 'test', url: '/settings#notifications',
    body: 'Notifications reach this device.',
  })
  expect(headers).toMatchObject({ urgency: 'high', ttl: '86400' })
  expect((await devicesOf(lin))[0]!.lastResult).toEqual({ state: 'delivered', at: expect.stringMatching(/Z$/) })
  device.answer = { status: 500 }
  expectProblem(await lin.post(`${path}/${id}/test`), 503, 'unavailable')
  expect((await devicesOf(lin))[0]!.lastResult).toMatchObject({ state: 'failed' })
  device.answer = { status: 410 }
  expectProblem(await lin.post(`${path}/${id}/test`), 404, 'not_found')
  expect(await devicesOf(lin)).toEqual([])
})

test('nobody sees, tests or removes the device of another', async () => {
  const { ada, push, mallory, gus, server } = world
  const { id } = await subscribe(ada, push.device())
  for (const client of [mallory, gus]) {
    expectProblem(await client.delete(`${path}/${id}`), 404, 'not_found')
    expectProblem(await client.post(`${path}/${id}/test`), 404, 'not_found')
    expect(await devicesOf(client)).toEqual([])
  }
  const stranger = nobody(server)
  for (const answer of [
    await stranger.get('/api/push/key'), await stranger.get(path), await stranger.post(path, push.device()),
    await stranger.delete(`${path}/${id}`), await stranger.post(`${path}/${id}/test`),
  ]) expectProblem(answer, 401, 'unauthenticated')
  expectProblem(await mallory.get('/api/admin/push'), 404, 'not_found')
  expect((await devicesOf(ada)).map(device => device.id)).toContain(id)
  expect((await ada.delete(`${path}/${id}`)).status).toBe(204)
  expectProblem(await ada.delete(`${path}/${id}`), 404, 'not_found')
})

test.each([
  ['plain http', 'http://fcm.googleapis.com/fcm/send/x'],
  ['an unknown host', 'https://push.example.org/x'],
  ['another port', 'https://fcm.googleapis.com:8443/x'],
  ['a name that only begins like one', 'https://fcm.googleapis.com.example.org/x'],
  ['a name that only ends like one', 'https://evilpush.apple.com/x'],
  ['somebody in front of the host', 'https://me:secret@fcm.googleapis.com/x'],
  ['this machine', 'https://127.0.0.1/x'],
  ['this machine by name', 'https://localhost/x'],
  ['this machine in another notation', 'https://2130706433/x'],
  ['a private network', 'https://192.168.1.1/x'],
  ['an address of a cloud', 'http://169.254.169.254/latest/meta-data'],
  ['the listed service over https', 'LISTED'],
  ['no address', 'javascript:alert(1)'],
])('an endpoint with %s is refused', async (_, given) => {
  const { ada, push } = world
  const endpoint = given === 'LISTED' ? push.origin.replace('http:', 'https:') : given
  const before = await devicesOf(ada)
  const answer = await ada.post(path, { ...push.device().toJSON(), endpoint })
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors?.map(error => error.path)).toEqual(['endpoint'])
  expect(await devicesOf(ada)).toEqual(before)
})

test('the services of the browsers are known', async () => {
  const lin = await member(world.server, 'lin')
  for (const host of [
    'fcm.googleapis.com', 'updates.push.services.mozilla.com', 'wns2-par02p.notify.windows.com', 'web.push.apple.com',
  ]) {
    const answer = await lin.post(path, { ...world.push.device().toJSON(), endpoint: `https://${host}/x/${lin.id}` })
    expect(answer.status, host).toBe(201)
  }
})

test.each([
  ['no keys', {}],
  ['a short secret', { auth: 'c2hvcnQ' }],
  ['a key that is no point of the curve', { p256dh: Buffer.alloc(65, 4).toString('base64url') }],
])('a subscription with %s is refused', async (_, keys) => {
  const device = world.push.device().toJSON()
  const given = Object.keys(keys).length === 0 ? {} : { ...device.keys, ...keys }
  expectProblem(await world.ada.post(path, { ...device, keys: given }), 400, 'invalid')
})

test('a person has ten devices: one more takes the place of the oldest', async () => {
  const lin = await member(world.server, 'lin')
  const ids: number[] = []
  for (let n = 0; n < 11; n++) ids.push((await subscribe(lin, world.push.device())).id)
  expect((await devicesOf(lin)).map(({ id }) => id)).toEqual(ids.slice(1).reverse())
})

test('a browser in which somebody else has logged in is a device of theirs', async () => {
  const { server, push } = world
  const [lin, max] = [await member(server, 'lin'), await member(server, 'max')]
  const device = push.device()
  const { id } = await subscribe(lin, device)
  expect((await subscribe(max, device)).id).not.toBe(id)
  expect(await devicesOf(lin)).toEqual([])
})

test('a device goes with its session, however that ends', async () => {
  const { server, push } = world
  const root = await firstAdmin(server)
  const ends: Record<string, (lin: Client, other: Client) => Promise<unknown>> = {
    logout: lin => lin.delete('/api/session'),
    revocation: (_, other) => other.delete('/api/account/sessions'),
    disabling: lin => root.patch(`/api/admin/users/${lin.id}`, { disabled: true }),
    deletion: lin => lin.delete('/api/account', { password: lin.password }),
  }
  for (const [name, end] of Object.entries(ends)) {
    const lin = await member(server, 'lin')
    const other = await logIn(lin)
    await subscribe(lin, push.device())
    await end(lin, other)
    expect(await rowsOf(lin), name).toEqual([])
  }
  const gus = await guest(server)
  await subscribe(gus, push.device())
  expect((await gus.delete('/api/account', {})).status).toBe(204)
  expect(await rowsOf(gus)).toEqual([])
})

test('a device stays with a session whose token is renewed', async () => {
  const lin = await member(world.server, 'lin')
  await subscribe(lin, world.push.device())
  const [before] = await rowsOf(lin)
  const change = { currentPassword: lin.password, newPassword: 'quite another secret' }
  expect((await lin.put('/api/account/password', change)).status).toBe(204)
  await until('the session to have another id', async () => (await rowsOf(lin))[0]?.session_id !== before!.session_id)
  expect(await devicesOf(lin)).toHaveLength(1)
})

test('a device hears nothing after the 180 days of its session, however often that was used', async () => {
  const { ada, push, server } = world
  const lin = await member(server, 'lin')
  const device = push.device()
  await subscribe(lin, device)
  const room = await group(ada, [lin])
  // 8 s before its end, and due to be prolonged for 30 days.
  await server.identity(
    `UPDATE sessions SET created_at = UTC_TIMESTAMP(3) - INTERVAL 180 DAY + INTERVAL 8 SECOND,
       expires_at = UTC_TIMESTAMP(3) + INTERVAL 1 DAY WHERE user_id = ?`, [lin.id],
  )
  expect((await lin.get('/api/session')).status).toBe(200)
  await until('the session to be over', async () => (await lin.get('/api/session')).status === 401)
  await ada.say(room.id, 'still there?')
  await pushesSettled(server)
  expect(push.of(device)).toEqual([])
})
