import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../../shared/protocol/admin/adminAudit.ts'
import { firstAdmin, group, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import {
  deadLettersOf, devicesOf, dueNow, pushesSettled, subscribe, troublesOf, usePushWorld,
} from '../../support/push.ts'
import type { PushReceiver } from '../../support/pushService.ts'
import { until } from '../../support/until.ts'
import { expectProblem } from '../../support/world.ts'

const world = usePushWorld('push-delivery')
/** Away, with a device. */
let lin: Client
let device: PushReceiver

beforeEach(async () => {
  lin = await member(world.server, 'lin')
  device = world.push.device()
  await subscribe(lin, device)
})

const settled = () => pushesSettled(world.server)
const deliveriesOf = (client: Client) =>
  world.server.chat('SELECT last_seq, attempts FROM push_deliveries WHERE user_id = ?', [client.id])

const waitingOf = (client: Client) => world.server.chat(
  'SELECT room_id FROM push_deliveries WHERE user_id = ? AND next_at > UTC_TIMESTAMP(3) + INTERVAL 20 SECOND',
  [client.id],
)

/** Refuses a message once, so that it waits. */
async function holdBack(roomId: number, body: string): Promise<void> {
  device.answer = { status: 503, headers: { 'retry-after': '120' } }
  await world.ada.say(roomId, body)
  await until('the push to wait', async () => (await waitingOf(lin)).length > 0)
  device.answer = { status: 201 }
}

test('who is away is pushed once, who is there and who wrote it never', async () => {
  const { ada, grace, mallory, push } = world
  const others = [ada, grace, mallory].map(client => ({ client, device: push.device() }))
  for (const other of others) await subscribe(other.client, other.device)
  const socket = await grace.connect()
  const room = await group(ada, [grace, lin])
  const { seq } = await ada.say(room.id, 'supper is *ready*')
  const [{ payload, headers, topic }] = await push.arrived(device)
  expect(payload).toEqual({
    type: 'message', roomId: room.id, seq, title: room.name, body: `${ada.user.displayName}: supper is *ready*`,
    url: `/rooms/${room.id}?seq=${seq}`, tag: `room-${room.id}`,
  })
  expect(headers).toMatchObject({ urgency: 'normal', ttl: '86400' })
  expect(topic).toMatch(/^[\w-]{32}$/)
  await settled()
  expect(push.of(device)).toHaveLength(1)
  for (const other of others) expect(push.of(other.device), other.client.user.username).toEqual([])
  expect((await devicesOf(lin))[0]!.lastResult).toMatchObject({ state: 'delivered' })
  await socket.close()
})

test('a direct message names its author and is urgent', async () => {
  const { ada, push } = world
  const { room } = (await ada.post('/api/directs', { userId: lin.id })).body
  await ada.say(room.id, 'are you there?')
  const [{ payload, headers }] = await push.arrived(device)
  expect(payload).toMatchObject({ title: ada.user.displayName, body: 'are you there?' })
  expect(headers.urgency).toBe('high')
})

test('a message that was read is not pushed, neither at first nor again', async () => {
  const { ada, push, server } = world
  const room = await group(ada, [lin])
  await holdBack(room.id, 'read over there')
  await lin.put(`/api/rooms/${room.id}/read`, { seq: 1 })
  await dueNow(server)
  await settled()
  expect(push.of(device)).toHaveLength(1)
  await server.chat('INSERT INTO outbox (room_id, first_seq, last_seq) VALUES (?, 1, 1)', [room.id])
  await settled()
  expect(push.of(device)).toHaveLength(1)
})

test('a deletion withdraws what was not sent, and leaves what came before', async () => {
  const { ada, push, server } = world
  const room = await group(ada, [lin])
  await holdBack(room.id, 'the first')
  await ada.say(room.id, 'a slip')
  await until('the second to wait too', async () => (await deliveriesOf(lin))[0]?.last_seq === 2)
  await ada.delete(`/api/rooms/${room.id}/messages/2`)
  await dueNow(server)
  const pushes = await push.arrived(device, 2)
  expect(pushes.map(({ payload }) => payload.seq)).toEqual([1, 1])
  await settled()
  await holdBack(room.id, 'another slip')
  await ada.delete(`/api/rooms/${room.id}/messages/3`)
  await dueNow(server)
  await settled()
  expect(push.of(device).map(({ payload }) => payload.seq)).toEqual([1, 1, 3])
})

test('messages that wait become one push, of the newest, under one topic', async () => {
  const { ada, push, server } = world
  const [room, other] = [await group(ada, [lin]), await group(ada, [lin])]
  await holdBack(room.id, 'one')
  for (const body of ['two', 'three']) await ada.say(room.id, body)
  await until('all three to be one', async () => (await deliveriesOf(lin)).some(row => row.last_seq === 3))
  await dueNow(server)
  await push.arrived(device, 2)
  await settled()
  await ada.say(other.id, 'elsewhere')
  const pushes = await push.arrived(device, 3)
  const places = pushes.map(({ payload }) => [payload.roomId, payload.seq])
  expect(places).toEqual([[room.id, 1], [room.id, 3], [other.id, 1]])
  const [first, second, third] = pushes.map(({ topic }) => topic)
  expect(second).toBe(first)
  expect(third).not.toBe(first)
})

test.each([404, 410])('a device that is gone (%i) is removed', async (status) => {
  const { ada, push } = world
  const room = await group(ada, [lin])
  device.answer = { status }
  await ada.say(room.id, 'is anybody there?')
  await push.arrived(device)
  await settled()
  expect(await devicesOf(lin)).toEqual([])
})

test('a service that wants time is given it', async () => {
  const { ada, push, server } = world
  const room = await group(ada, [lin])
  device.answer = { status: 429, headers: { 'retry-after': '120' } }
  await ada.say(room.id, 'hurry')
  await push.arrived(device)
  const wait = `SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), next_at) AS seconds FROM push_deliveries
    WHERE user_id = ?`
  await until('the push to wait', async () => Number((await server.chat(wait, [lin.id]))[0]!.seconds) > 100)
  device.answer = { status: 201 }
  await dueNow(server)
  await push.arrived(device, 2)
  await settled()
})

test('after eight attempts a push is given up, and an admin sees it', async () => {
  const { ada, push, server } = world
  const root = await firstAdmin(server)
  const room = await group(ada, [lin])
  device.answer = { status: 500 }
  await ada.say(room.id, 'knock knock')
  for (let n = 1; n < 8; n++) {
    await push.arrived(device, n)
    // One that is asked for the next time already is left alone: it would be asked for twice.
    await until('the next attempt', async () => {
      await dueNow(server, n)
      return push.of(device).length > n
    })
  }
  await settled()
  expect(push.of(device)).toHaveLength(8)
  expect(await deadLettersOf(root, lin)).toEqual([{
    id: expect.any(Number), userId: lin.id, host: new URL(push.origin).host, attempts: 8, reason: '500',
    createdAt: expect.stringMatching(/Z$/), diedAt: expect.stringMatching(/Z$/),
  }])
})

test('what a service did not take is sent after all when an admin says so, or discarded', async () => {
  const { ada, mallory, push, server } = world
  const root = await firstAdmin(server)
  const max = { client: await member(server, 'max'), device: push.device('localhost') }
  const { host } = new URL(max.device.endpoint)
  const lost = async () => (await troublesOf(root)).filter(trouble => trouble.host === host)
  const path = '/api/admin/push/dead-letters'
  await subscribe(max.client, max.device)
  const room = await group(ada, [max.client])
  max.device.answer = { status: 400 }
  await ada.say(room.id, 'one')
  await push.arrived(max.device)
  await settled()
  expect(await lost()).toEqual([{ host, lost: 1, reason: '400', diedAt: expect.stringMatching(/Z$/) }])
  expectProblem(await mallory.post(`${path}/retries`, { host }), 404, 'not_found')
  max.device.answer = { status: 201 }
  expect((await root.post(`${path}/retries`, { host })).body).toEqual({ retried: 1 })
  expect((await push.arrived(max.device, 2)).map(({ payload }) => payload.seq)).toEqual([1, 1])
  await settled()
  expect(await lost()).toEqual([])
  max.device.answer = { status: 400 }
  await ada.say(room.id, 'two')
  await push.arrived(max.device, 3)
  await settled()
  expectProblem(await mallory.delete(`${path}?host=${host}`), 404, 'not_found')
  expect((await root.delete(`${path}?host=${host}`)).status).toBe(204)
  expect(await lost()).toEqual([])
  const { entries } = (await root.get('/api/admin/audit?limit=2')).body as unknown as { entries: AuditEntry[] }
  expect(entries.map(entry => [entry.action, entry.before ?? entry.after])).toEqual([
    ['push_dropped', { host, count: 1 }], ['push_retried', { host, count: 1 }],
  ])
})

test('a service that hangs holds up nobody else', async () => {
  const { ada, push, server } = world
  const people = await Promise.all(['abe', 'bea', 'cy', 'dot'].map(name => member(server, name)))
  for (const client of people) {
    for (const one of Array.from({ length: 10 }, () => push.device('localhost'))) {
      one.answer = 'never'
      await subscribe(client, one)
    }
  }
  const [crowd, room] = [await group(ada, people), await group(ada, [lin])]
  await ada.say(crowd.id, 'to forty devices of one service')
  let before = -1
  // Where the machine pauses, some are given up meanwhile for that alone.
  for (let n = 1; n <= 4 && push.gaveUp !== before; n++) {
    await until('the service to have enough to do', () => push.hanging >= 32)
    before = push.gaveUp
    await ada.say(room.id, 'to another')
    await push.arrived(device, n)
  }
  expect([push.gaveUp, push.hanging], 'nobody was given up for it').toEqual([before, 32])
  await server.chat('DELETE FROM push_deliveries')
})

test('a refusal is final, and a redirection is one', async () => {
  const { ada, push, server } = world
  const root = await firstAdmin(server)
  const room = await group(ada, [lin])
  const elsewhere = push.device()
  device.answer = { status: 307, headers: { location: elsewhere.endpoint } }
  await ada.say(room.id, 'this way')
  await push.arrived(device)
  await settled()
  expect(push.of(elsewhere)).toEqual([])
  expect((await deadLettersOf(root, lin)).map(({ reason, attempts }) => [reason, attempts])).toEqual([['307', 1]])
})

test('who wants to hear of nothing hears nothing, and a crowd is heard by who has chosen it', async () => {
  const { ada, gus, push, server } = world
  const chosen = { client: await member(server, 'max'), device: push.device() }
  await subscribe(chosen.client, chosen.device)
  const quiet = await group(ada, [lin])
  const set = (roomId: number, userId: number, level: string, choice: number) => server.chat(
    'UPDATE memberships SET notification = ?, notification_chosen = ? WHERE room_id = ? AND user_id = ?',
    [level, choice, roomId, userId],
  )
  await set(quiet.id, lin.id, 'none', 1)
  await set(gus.square.id, chosen.client.id, 'all', 1)
  await ada.say(quiet.id, 'hush')
  await ada.say(gus.square.id, 'hear, hear')
  await push.arrived(chosen.device)
  await settled()
  expect(push.of(device)).toEqual([])
})

test('whom a message mentions hears of it where other words are not pushed, but for a muted room', async () => {
  const { ada, gus, push, server } = world
  const muted = { client: await member(server, 'max'), device: push.device() }
  await subscribe(muted.client, muted.device)
  const mutedUntil = new Date(Date.now() + 3_600_000).toISOString()
  const level = { level: 'all', mutedUntil }
  expect((await muted.client.put(`/api/rooms/${gus.square.id}/notifications`, level)).status).toBe(204)
  await ada.say(gus.square.id, 'to nobody in particular')
  await ada.say(gus.square.id, `@${lin.user.username} and @${muted.client.user.username}, over here`)
  const [{ payload, headers }] = await push.arrived(device)
  expect(payload.body).toContain('over here')
  expect(headers.urgency).toBe('high')
  await settled()
  expect(push.of(device)).toHaveLength(1)
  expect(push.of(muted.device)).toEqual([])
})

test('who has chosen a level is pushed by it, and who has blocked the author not', async () => {
  const { ada, grace, gus, push } = world
  const path = (roomId: number) => `/api/rooms/${roomId}/notifications`
  const quiet = await group(ada, [lin, grace])
  await lin.put(path(quiet.id), { level: 'mentions' })
  await ada.say(quiet.id, 'among ourselves')
  await lin.put(path(gus.square.id), { level: 'all' })
  await gus.say(gus.square.id, 'hear me')
  expect((await push.arrived(device)).map(({ payload }) => payload.roomId)).toEqual([gus.square.id])
  expect((await lin.put(`/api/blocks/${gus.id}`)).status).toBe(204)
  await gus.say(gus.square.id, 'hear me again')
  await settled()
  expect(push.of(device)).toHaveLength(1)
})

test('who does not want to be disturbed is not, and who has left the desk is', async () => {
  const { ada, push, server } = world
  const room = await group(ada, [lin])
  const max = { client: await member(server, 'max'), device: push.device() }
  await subscribe(max.client, max.device)
  await max.client.put(`/api/rooms/${room.id}/membership`)
  expect((await lin.put('/api/account/presence', { status: 'dnd' })).status).toBe(204)
  const socket = await max.client.connect()
  socket.send({ type: 'presence.activity', active: false })
  await socket.settle()
  await ada.say(room.id, 'anybody?')
  await push.arrived(max.device)
  await settled()
  expect(push.of(device)).toEqual([])
  await socket.close()
})

test('a person who was removed hears nothing of what waits', async () => {
  const { ada, push, server } = world
  const room = await group(ada, [lin])
  await holdBack(room.id, 'between us')
  await ada.delete(`/api/rooms/${room.id}/members/${lin.id}`)
  await dueNow(server)
  await settled()
  expect(push.of(device)).toHaveLength(1)
})

test('who is removed while others are looked at hears nothing of what was due with theirs', async () => {
  const { ada, push, server } = world
  const max = { client: await member(server, 'max'), device: push.device() }
  await subscribe(max.client, max.device)
  const [read, left] = [await group(ada, [lin]), await group(ada, [max.client])]
  for (const one of [device, max.device]) one.answer = { status: 503, headers: { 'retry-after': '60' } }
  for (const room of [read, left]) await ada.say(room.id, 'later')
  for (const one of [device, max.device]) await push.arrived(one)
  for (const client of [lin, max.client]) {
    await until('it to wait', async () => (await waitingOf(client)).length > 0)
  }
  for (const one of [device, max.device]) one.answer = { status: 201 }
  await lin.put(`/api/rooms/${read.id}/read`, { seq: 1 })
  await server.chat(`CREATE TRIGGER slow BEFORE DELETE ON push_deliveries FOR EACH ROW
    IF OLD.room_id = ${read.id} THEN DO SLEEP(2.5); END IF`)
  await dueNow(server)
  const sleeping = `SELECT id FROM information_schema.processlist WHERE state = 'User sleep'`
  await until('the first one to be done with', async () => (await server.chat(sleeping)).length > 0)
  let sent = 0
  // What was sent before it is still on its way.
  await until('the other one to be sent', async () => {
    sent = push.of(max.device).length
    return sent > 1 || (await server.chat(sleeping)).length === 0
  })
  await ada.delete(`/api/rooms/${left.id}/members/${max.client.id}`)
  await settled()
  await server.chat('DROP TRIGGER slow')
  expect(push.of(max.device).slice(sent)).toEqual([])
})

test('what a node had claimed when it died is done by another', async () => {
  const { ada, push, server } = world
  const room = await group(ada, [lin])
  await server.chat('UPDATE rooms SET member_count = 1 WHERE id = ?', [room.id])
  const { seq } = await ada.say(room.id, 'half done')
  await settled()
  await server.chat(
    'INSERT INTO outbox (room_id, first_seq, last_seq, claims, lease_until) '
    + 'VALUES (?, ?, ?, 1, UTC_TIMESTAMP(3) + INTERVAL 1 SECOND)',
    [room.id, seq, seq],
  )
  const [{ payload }] = await push.arrived(device)
  expect(payload.seq).toBe(seq)
  await settled()
})
