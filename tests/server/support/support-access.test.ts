import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, nobody } from '../../support/cast.ts'
import type { Answer, Client } from '../../support/client.ts'
import { root as project } from '../../support/paths.ts'
import { bodyOf, caseOf, openCase, openInbox } from '../../support/support.ts'
import type { OpenedCase } from '../../support/support.ts'
import { until } from '../../support/until.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

// Ada is the agent, Vera the customer; Walter is a customer of the same inbox, Grace is an agent of another one.
const world = useWorld('support-access')
const cases = '/api/support/cases'
const secret = 'the customer is a friend of the owner'
let root: Client
let inbox: AdminInbox
let vera: OpenedCase
let walter: OpenedCase
let veraId: number
let notesRoomId: number
beforeAll(async () => {
  root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada])
  await openInbox(root, [world.grace])
  vera = await openCase(world.server, inbox, { text: 'hello from Vera', topic: 'Vera asks', email: 'vera@example.org' })
  walter = await openCase(world.server, inbox, { text: 'hello from Walter' })
  veraId = (await caseOf(world.ada, vera.id)).customer.user.id
  const note = await world.ada.post(`${cases}/${vera.id}/notes`, { clientId: crypto.randomUUID(), body: secret })
  notesRoomId = note.body.message.roomId
}, 120_000)

const message = () => ({ clientId: crypto.randomUUID(), body: 'hello' })

/** Every route by the case, and by the rooms behind it. */
const attempts: [string, (client: Client) => Promise<Answer>][] = [
  ['read a case', client => client.get(`${cases}/${vera.id}`)],
  ['change a case', client => client.patch(`${cases}/${vera.id}`, { version: 1, state: 'resolved' })],
  ['take a case', client => client.patch(`${cases}/${vera.id}`, { version: 1, assigneeId: client.user?.id ?? null })],
  ['write a note', client => client.post(`${cases}/${vera.id}/notes`, message())],
  ['read the timeline', client => client.get(`${cases}/${vera.id}/timeline`)],
  ['follow a case', client => client.put(`${cases}/${vera.id}/watch`)],
  ['stop to follow a case', client => client.delete(`${cases}/${vera.id}/watch`)],
  ['link a case', client => client.put(`${cases}/${vera.id}/links/${walter.id}`)],
  ['unlink a case', client => client.delete(`${cases}/${vera.id}/links/${walter.id}`)],
  ['choose whether to hear of its inbox', client =>
    client.put(`/api/support/inboxes/${inbox.id}/notifications`, { level: 'none' })],
  ['rate a case', client => client.post(`${cases}/${vera.id}/rating`, { score: 1 })],
  ['end a case', client => client.post(`${cases}/${vera.id}/end`)],
  ['copy a case', client => client.get(`${cases}/${vera.id}/copy`)],
  ['make a link to a case', client => client.post(`${cases}/${vera.id}/resume-link`)],
  ['block a customer', client => client.put(`/api/support/customers/${veraId}/block`)],
  ['let a customer in again', client => client.delete(`/api/support/customers/${veraId}/block`)],
  ...(['the room', 'the notes'] as const).flatMap((which): typeof attempts => {
    const at = () => `/api/rooms/${which === 'the room' ? vera.roomId : notesRoomId}`
    return [
      [`read ${which}`, client => client.get(at())],
      [`read the messages of ${which}`, client => client.get(`${at()}/messages`)],
      [`read a message of ${which}`, client => client.get(`${at()}/messages/1`)],
      [`write in ${which}`, client => client.post(`${at()}/messages`, message())],
      [`delete a message of ${which}`, client => client.delete(`${at()}/messages/1`)],
      [`mark ${which} as read`, client => client.put(`${at()}/read`, { seq: 1 })],
      [`join ${which}`, client => client.put(`${at()}/membership`)],
      [`leave ${which}`, client => client.delete(`${at()}/membership`)],
      [`see who is in ${which}`, client => client.get(`${at()}/members`)],
      [`bring somebody into ${which}`, client => client.put(`${at()}/members/${world.mallory.id}`)],
    ]
  }),
]

test.each(attempts)('nobody who is not in the inbox may %s', async (_, attempt) => {
  await expectClosedToOutsiders(world, attempt)
  await expectNoChange(world, async () => {
    expectProblem(await attempt(world.grace), 404, 'not_found')
    expectProblem(await attempt(root), 404, 'not_found')
    expectProblem(await attempt(walter.customer), 404, 'not_found')
  })
})

test.each([
  ['change', (client: Client) => client.patch(`${cases}/${vera.id}`, { version: 1, state: 'resolved' })],
  ['write a note on', (client: Client) => client.post(`${cases}/${vera.id}/notes`, message())],
  ['read the timeline of', (client: Client) => client.get(`${cases}/${vera.id}/timeline`)],
  ['follow', (client: Client) => client.put(`${cases}/${vera.id}/watch`)],
  ['see who follows', (client: Client) => client.get(`/api/rooms/${vera.roomId}/members`)],
  ['see who has read', (client: Client) => client.get(`/api/rooms/${vera.roomId}/reads`)],
  ['read the notes of', (client: Client) => client.get(`/api/rooms/${notesRoomId}/messages`)],
  ['rename', (client: Client) => client.patch(`/api/rooms/${vera.roomId}`, { name: 'Mine' })],
  ['leave', (client: Client) => client.delete(`/api/rooms/${vera.roomId}/membership`)],
])('a customer cannot %s their own case', async (_, attempt) => {
  await expectNoChange(world, async () => expectProblem(await attempt(vera.customer), 404, 'not_found'))
})

/** What works for customers. */
const open = new Set([
  'GET /api/support/cases', 'POST /api/support/cases', 'GET /api/support/cases/1', 'POST /api/support/cases/1/rating',
  'POST /api/support/cases/1/end', 'GET /api/support/cases/1/copy', 'POST /api/support/cases/1/resume-link',
  'POST /api/support/resume',
  'POST /api/support/sessions', 'POST /api/socket-tickets',
  'GET /api/rooms/1', 'GET /api/rooms/1/messages', 'POST /api/rooms/1/messages',
  'GET /api/rooms/1/messages/1', 'DELETE /api/rooms/1/messages/1', 'PATCH /api/rooms/1/messages/1',
  'PUT /api/rooms/1/messages/1', 'PUT /api/rooms/1/read',
])
const folder = join(project, 'server/api')
/** Every route there is, as the files say it, but those that ask nobody who they are. */
const routes = globSync('**/*.ts', { cwd: folder }).flatMap((file) => {
  const [, path = '', method = ''] = /^(.*)\.(get|post|put|patch|delete)\.ts$/.exec(file) ?? []
  const address = `/api/${path}`.replace(/\/index$/, '').replaceAll(/\[\w+\]/g, '1')
  if (!method || !/define(?:User|Room|Admin|Visitor)Handler/.test(readFileSync(join(folder, file), 'utf8'))) return []
  return [{ method: method.toUpperCase(), path: address }]
})

test('nothing else is there for a customer’s token', async () => {
  const closed = routes.filter(({ method, path }) => !open.has(`${method} ${path}`))
  expect(closed.length).toBeGreaterThan(100)
  expect([...open].filter(one => !routes.some(({ method, path }) => `${method} ${path}` === one))).toEqual([])
  await expectNoChange(world, async () => {
    for (const { method, path } of closed) {
      const answer = await vera.customer.ask({ method, path, ...(method !== 'GET' && { body: {} }) })
      expect([method, path, answer.status]).toEqual([method, path, 404])
    }
  })
})

test('a customer sees nothing of others, no note, nor a trace of one', async () => {
  const { ada, server } = world
  await ada.put(`${cases}/${vera.id}/watch`)
  const socket = await vera.customer.connect()
  const before = { room: await vera.customer.room(vera.roomId), frames: socket.frames.length }
  const notes = [1, 2, 3].map(n => ada.post(`${cases}/${vera.id}/notes`, { ...message(), body: `${secret} ${n}` }))
  for (const { status } of await Promise.all(notes)) expect(status).toBe(201)
  const { version } = await caseOf(ada, vera.id)
  const patch = { version, labels: ['difficult'], priority: 'low', assigneeId: ada.id }
  expect((await ada.patch(`${cases}/${vera.id}`, patch)).status).toBe(200)
  await walter.customer.say(walter.roomId, 'more from Walter')
  await until('the case of Walter to move on', async () => (await caseOf(ada, walter.id)).lastMessage?.seq === 2)
  socket.send({
    type: 'sync', cursors: {
      [vera.roomId]: { seq: 0, rev: 0 }, [notesRoomId]: { seq: 0, rev: 0 }, [walter.roomId]: { seq: 0, rev: 0 },
    },
  })
  const { rooms } = await socket.waitFor('synced')
  expect(rooms.map(({ id }) => id)).toEqual([vera.roomId])
  await socket.settle()
  expect(await vera.customer.room(vera.roomId), 'not even its rev has moved').toEqual(before.room)
  const paths = [
    cases, `${cases}/${vera.id}`, `${cases}/${vera.id}/copy`,
    `/api/rooms/${vera.roomId}`, `/api/rooms/${vera.roomId}/messages`,
  ]
  const heard = [...socket.frames, ...await Promise.all(paths.map(async path => (await vera.customer.get(path)).text))]
  expect(heard.join()).toContain('hello from Vera')
  for (const hidden of [secret, 'Walter', 'difficult', 'priority', 'assignee', 'notesRoomId', ada.user.username]) {
    expect(heard.join(), hidden).not.toContain(hidden)
  }
  const types = new Set(socket.received.map(({ type }) => type))
  expect([...types].filter(type => type.startsWith('member.') || type === 'case.changed')).toEqual([])
  const seqs = await server.chat('SELECT seq FROM messages WHERE room_id = ?', [vera.roomId])
  expect(seqs).toEqual([{ seq: 1 }])
  await socket.close()
})

test('what a customer types, reads and sends elsewhere reaches nobody', async () => {
  const { ada } = world
  const [socket, agent] = [await walter.customer.connect(), await ada.connect()]
  socket.send({ type: 'room.typing', roomId: vera.roomId })
  await socket.waitFor('command.failed', ({ ref }) => ref === 'room.typing')
  socket.send({ type: 'room.read', roomId: vera.roomId, seq: 1 })
  await socket.waitFor('command.failed', ({ ref }) => ref === 'room.read')
  for (const roomId of [vera.roomId, notesRoomId]) {
    const clientId = crypto.randomUUID()
    socket.send({ type: 'message.send', clientId, roomId, body: 'hello' })
    await socket.waitFor('command.failed', event => event.clientId === clientId && event.code === 'not_found')
  }
  expect(await agent.settled('room.typing')).toEqual([])
  expect(await agent.settled('message.created')).toEqual([])
  await Promise.all([socket.close(), agent.close()])
})

test('members find no customer, and admins no conversation of an inbox that is not theirs', async () => {
  const { mallory } = world
  const id = (await world.ada.get(`${cases}/${vera.id}`).then(bodyOf)).case.customer.user.id
  expectProblem(await mallory.get(`/api/users/${id}`), 404, 'not_found')
  expectProblem(await mallory.post('/api/directs', { userId: id }), 404, 'not_found')
  expectProblem(await mallory.put(`/api/rooms/${mallory.user.id}/members/${id}`), 404, 'not_found')
  const found = await root.get('/api/admin/messages?query=hello')
  expect(found.text).not.toContain('hello from Vera')
  for (const roomId of [vera.roomId, notesRoomId]) {
    expectProblem(await root.get(`/api/admin/rooms/${roomId}`), 404, 'not_found')
    expectProblem(await root.get(`/api/admin/messages/${roomId}/1`), 404, 'not_found')
    expectProblem(await root.delete(`/api/admin/messages/${roomId}/1`), 404, 'not_found')
  }
})

test('nobody is shown the lists, and a stranger no more than the way in', async () => {
  const { mallory, server } = world
  expectProblem(await nobody(server).get(cases), 401, 'unauthenticated')
  expectProblem(await mallory.get(cases), 404, 'not_found')
  expectProblem(await mallory.get(`${cases}?inbox=${inbox.id}`), 404, 'not_found')
  for (const path of ['counts', 'replies', 'filters', 'figures']) {
    for (const client of [mallory, root]) expectProblem(await client.get(`/api/support/${path}`), 404, 'not_found')
  }
  expectProblem(await world.grace.get(`/api/support/counts?inbox=${inbox.id}`), 404, 'not_found')
  expect(bodyOf(await mallory.get('/api/support/inboxes')).inboxes).toEqual([])
  expect(bodyOf(await mallory.get(`${cases}?view=own`)).cases).toEqual([])
})
