import { beforeAll, expect, test } from 'vitest'
import { firstAdmin } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { bodyOf, openInbox } from '../../support/support.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('support-inbox')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const slug = () => `k-${crypto.randomUUID().slice(0, 8)}`
const monday = (fields = {}) => [{ day: 1, from: '09:00', to: '17:00', ...fields }]
const inboxes = '/api/admin/inboxes'
const roomOf = async (id: number) => {
  const [row] = await world.server.chat('SELECT room_id AS roomId FROM support_inboxes WHERE id = ?', [id])
  return Number((row as { roomId: number }).roomId)
}

test('an admin opens an inbox: the secret is in this answer and in no other', async () => {
  const answer = await root.post(inboxes, {
    name: 'Sales', key: slug(), sites: ['https://shop.example', 'https://shop.example'],
    agents: [world.ada.id], hours: { timeZone: 'Europe/Madrid', spans: [{ day: 1, from: '09:00', to: '24:00' }] },
  })
  expect(answer.status).toBe(201)
  const { inbox, identitySecret = '' } = bodyOf(answer)
  expect(identitySecret).toMatch(/^[\w-]{43}$/)
  expect(inbox).toMatchObject({
    name: 'Sales', sites: ['https://shop.example'], agents: [world.ada.id], typingPreview: false,
    form: { name: 'optional', email: 'optional', topic: 'optional' },
    targets: { firstAnswerMinutes: null, resolutionMinutes: null },
  })
  expect(answer.body.users.map(({ id }) => id)).toEqual([world.ada.id])
  const later = [
    await root.get(inboxes), await root.patch(`${inboxes}/${inbox.id}`, { greeting: 'Hello' }),
    await root.get('/api/admin/audit?targetKind=inbox'),
  ]
  for (const { text } of later) expect(text).not.toContain(identitySecret)
  expect(bodyOf(later[0]!).inboxes.find(({ id }) => id === inbox.id)).toEqual(inbox)
  const renewed = bodyOf(await root.patch(`${inboxes}/${inbox.id}`, { newSecret: true })).identitySecret
  expect(renewed).toMatch(/^[\w-]{43}$/)
  expect(renewed).not.toBe(identitySecret)
})

test.each([
  [{ name: ' ' }, 'name', 'required'],
  [{ key: 'UPPER' }, 'key', 'inbox_key'],
  [{ sites: ['https://shop.example/'] }, 'sites.0', 'origin'],
  [{ sites: ['shop.example'] }, 'sites.0', 'origin'],
  [{ sites: ['https://Shop.example'] }, 'sites.0', 'origin'],
  [{ sites: ['https://shop.example:443'] }, 'sites.0', 'origin'],
  [{ sites: ['javascript:alert(1)'] }, 'sites.0', 'origin'],
  [{ sites: ['null'] }, 'sites.0', 'origin'],
  [{ sites: ['https://*.shop.example'] }, 'sites.0', 'origin'],
  [{ sites: ['https://*'] }, 'sites.0', 'origin'],
  [{ sites: ['https://shop,shop.example'] }, 'sites.0', 'origin'],
  [{ colour: 'red' }, 'colour', 'colour'],
  [{ hours: { timeZone: 'Mars/Base', spans: monday() } }, 'hours.timeZone', 'time_zone'],
  [{ hours: { timeZone: 'UTC', spans: monday({ day: 8 }) } }, 'hours.spans.0.day', 'too_big'],
  [{ hours: { timeZone: 'UTC', spans: monday({ to: '08:00' }) } }, 'hours.spans.0.to', 'order'],
  [{ targets: { firstAnswerMinutes: 0 } }, 'targets.firstAnswerMinutes', 'too_small'],
])('%j is refused by its field', async (fields, path, code) => {
  const answer = await root.post(inboxes, { name: 'Sales', ...fields })
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors).toContainEqual({ path, code })
})

test('only members who are there become agents', async () => {
  for (const id of [world.gus.id, 999_999]) {
    const answer = await root.post(inboxes, { name: 'Sales', agents: [id] })
    expectProblem(answer, 400, 'invalid')
    expect(answer.body.errors).toEqual([{ path: 'agents', code: 'not_found' }])
  }
})

test('a key is taken for good', async () => {
  const key = slug()
  const inbox = await openInbox(root, [], { key })
  expectProblem(await root.post(inboxes, { name: 'Other', key }), 409, 'conflict')
  expect((await root.delete(`${inboxes}/${inbox.id}`)).status).toBe(204)
  expectProblem(await root.post(inboxes, { name: 'Other', key }), 409, 'conflict')
})

test('who becomes an agent hears the inbox at once, and who is none any more nothing', async () => {
  const { ada, grace, mallory, server } = world
  const inbox = await openInbox(root, [ada])
  const roomId = await roomOf(inbox.id)
  const [one, two, outsider] = [await ada.connect(), await grace.connect(), await mallory.connect()]
  await root.patch(`${inboxes}/${inbox.id}`, { agents: [grace.id] })
  await one.waitFor('room.left', event => event.roomId === roomId)
  await two.waitFor('room.joined', ({ room }) => room.id === roomId && room.kind === 'support')
  expectProblem(await ada.get(`/api/rooms/${roomId}`), 404, 'not_found')
  expect((await grace.get(`/api/rooms/${roomId}`)).status).toBe(200)
  expectProblem(await mallory.get(`/api/rooms/${roomId}`), 404, 'not_found')
  expectProblem(await root.get(`/api/rooms/${roomId}`), 404, 'not_found')
  expect(await outsider.settled('room.joined')).toEqual([])
  expect((await grace.rooms()).some(({ id }) => id === roomId), 'it is in no list of rooms').toBe(false)
  const counts = await server.chat('SELECT member_count AS members, rev FROM rooms WHERE id = ?', [roomId])
  expect(counts).toEqual([{ members: 1, rev: 3 }])
  await Promise.all([one, two, outsider].map(socket => socket.close()))
})

test('nobody writes in the room of an inbox, leaves it or brings somebody in', async () => {
  const { ada, mallory } = world
  const roomId = await roomOf((await openInbox(root, [ada, root])).id)
  for (const client of [ada, root]) {
    expectProblem(await client.post(`/api/rooms/${roomId}/messages`, {
      clientId: crypto.randomUUID(), body: 'hello',
    }), 403, 'forbidden')
    expectProblem(await client.delete(`/api/rooms/${roomId}/membership`), 404, 'not_found')
    expect((await client.put(`/api/rooms/${roomId}/members/${mallory.id}`)).status).toBeGreaterThanOrEqual(403)
    expect((await client.patch(`/api/rooms/${roomId}`, { name: 'Mine' })).status).toBeGreaterThanOrEqual(403)
    expect((await client.delete(`/api/rooms/${roomId}`)).status).toBeGreaterThanOrEqual(403)
  }
  expectProblem(await mallory.put(`/api/rooms/${roomId}/membership`), 404, 'not_found')
  const forced = await root.put(`/api/admin/rooms/${roomId}/members/${mallory.id}`, { role: 'member' })
  expectProblem(forced, 404, 'not_found')
  expectProblem(await root.delete(`/api/admin/rooms/${roomId}`), 404, 'not_found')
})

test('each change is in the log, and a deleted inbox is gone', async () => {
  const { ada } = world
  const inbox = await openInbox(root, [ada])
  const roomId = await roomOf(inbox.id)
  await root.patch(`${inboxes}/${inbox.id}`, { name: 'Returns', colour: '#00ff00' })
  const socket = await ada.connect()
  expect((await root.delete(`${inboxes}/${inbox.id}`)).status).toBe(204)
  await socket.waitFor('room.left', event => event.roomId === roomId)
  await socket.close()
  expectProblem(await root.delete(`${inboxes}/${inbox.id}`), 404, 'not_found')
  expectProblem(await root.patch(`${inboxes}/${inbox.id}`, { name: 'Again' }), 404, 'not_found')
  const { entries } = (await root.get(`/api/admin/audit?targetKind=inbox&targetId=${inbox.id}`)).body as unknown as {
    entries: { action: string, before: object | null, after: object | null }[]
  }
  expect(entries.map(({ action }) => action)).toEqual(['inbox.deleted', 'inbox.updated', 'inbox.created'])
  expect(entries[1]).toMatchObject({
    before: { name: inbox.name, colour: inbox.colour }, after: { name: 'Returns', colour: '#00ff00' },
  })
})

test('a deleted account is an agent of nothing', async () => {
  const { mallory } = world
  const inbox = await openInbox(root, [mallory])
  expect((await root.delete(`/api/admin/users/${mallory.id}`)).status).toBe(204)
  const found = bodyOf(await root.get(inboxes)).inboxes.find(({ id }) => id === inbox.id)
  expect(found?.agents).toEqual([])
})
