import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import type { SupportCase } from '../../../shared/protocol/supportCase.ts'
import { firstAdmin, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { bodyOf, caseOf, casesSettled, openCase, openInbox } from '../../support/support.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('support-case')
const cases = '/api/support/cases'
let root: Client
let inbox: AdminInbox
beforeAll(async () => {
  root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada, world.grace])
})

const change = (agent: Client, { id, version }: Pick<SupportCase, 'id' | 'version'>, patch: object) =>
  agent.patch(`${cases}/${id}`, { version, ...patch })

/** Changes a case at whatever version it is. */
async function put(agent: Client, id: number, patch: object): Promise<SupportCase> {
  const answer = await change(agent, await caseOf(agent, id), patch)
  expect(answer.status, answer.text).toBe(200)
  return bodyOf(answer).case
}

const watch = async (agent: Client, id: number) =>
  expect((await agent.put(`${cases}/${id}/watch`)).status).toBe(200)

const becomes = (agent: Client, id: number, state: string) =>
  until(`case ${id} to be ${state}`, async () => {
    const found = await caseOf(agent, id)
    return found.state === state ? found : undefined
  })

test('a new case reaches the agents of its inbox, each change with the next rev, and nobody else', async () => {
  const { ada, grace, mallory, server } = world
  const sockets = await Promise.all([ada, grace, mallory, root].map(client => client.connect()))
  const { rev, roomId } = bodyOf(await ada.get('/api/support/inboxes')).inboxes[0]!
  const { id } = await openCase(server, inbox, { name: 'Vera', topic: 'My order' })
  for (const socket of sockets.slice(0, 2)) {
    const event = await socket.waitFor('case.changed', event => event.case.id === id)
    expect(event).toMatchObject({ roomId, rev: rev + 1, case: { state: 'open', topic: 'My order', version: 1 } })
    expect(event.case).toEqual(await caseOf(ada, id))
  }
  const urgent = await put(ada, id, { priority: 'urgent', labels: ['Refund', 'refund', 'VIP'] })
  expect(urgent).toMatchObject({ priority: 'urgent', labels: ['refund', 'VIP'], version: 2 })
  const event = await sockets[1]!.waitFor('case.changed', event => event.rev === rev + 2)
  expect(event.case).toEqual(urgent)
  for (const socket of sockets.slice(2)) expect(await socket.settled('case.changed')).toEqual([])
  await Promise.all(sockets.map(socket => socket.close()))
})

test('of two who take a case at once one has it, and the other is told', async () => {
  const { ada, grace, server } = world
  const { id } = await openCase(server, inbox)
  const seen = await caseOf(ada, id)
  const answers = await Promise.all([ada, grace].map(agent => change(agent, seen, { assigneeId: agent.id })))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  const winner = answers[0]?.status === 200 ? ada : grace
  expect((await caseOf(ada, id)).assignee?.id).toBe(winner.id)
  expectProblem(answers.find(({ status }) => status === 409)!, 409, 'conflict')
  const headers = { 'if-match': '"2"' }
  const released = await ada.ask({ method: 'PATCH', path: `${cases}/${id}`, body: { assigneeId: null }, headers })
  expect(bodyOf(released).case).toMatchObject({ assignee: null, version: 3 })
  expectProblem(await ada.patch(`${cases}/${id}`, { assigneeId: null }), 400, 'invalid')
  expectProblem(await change(ada, await caseOf(ada, id), { assigneeId: world.mallory.id }), 400, 'invalid')
})

test('answers move a case between the team and the customer, who reopens it', async () => {
  const { ada, server } = world
  const { customer, id, roomId } = await openCase(server, inbox, { text: 'Where is my order?' })
  const socket = await customer.connect()
  await watch(ada, id)
  await ada.say(roomId, 'On its way.')
  const answered = await becomes(ada, id, 'waiting')
  expect(answered).toMatchObject({ waitingSince: null, firstAnsweredAt: expect.any(String) })
  await customer.say(roomId, 'Thanks. When?')
  const open = await becomes(ada, id, 'open')
  expect(open.firstAnsweredAt).toBe(answered.firstAnsweredAt)
  expect(open.waitingSince).not.toBeNull()
  const resolved = await put(ada, id, { state: 'resolved' })
  expect(resolved.resolvedAt).not.toBeNull()
  const told = await socket.waitFor('case.state', event => event.state === 'resolved')
  const { rev } = await customer.room(roomId)
  expect(told).toEqual({ type: 'case.state', roomId, caseId: id, state: 'resolved', rev })
  await customer.say(roomId, 'It is broken.')
  await socket.waitFor('case.state', event => event.state === 'open')
  expect(await becomes(ada, id, 'open')).toMatchObject({ resolvedAt: null })
  expect(bodyOf(await customer.get(`${cases}/${id}`)).case.state).toBe('open')
  await socket.close()
})

test('who answers and resolves at once is not refused, but who has not seen what the customer wrote is', async () => {
  const { ada, server } = world
  const { customer, id, roomId } = await openCase(server, inbox, { text: 'Where is my order?' })
  await put(ada, id, { assigneeId: ada.id })
  const seen = await caseOf(ada, id)
  await ada.say(roomId, 'On its way.')
  await becomes(ada, id, 'waiting')
  expect((await change(ada, seen, { state: 'resolved' })).status).toBe(200)
  const resolved = await caseOf(ada, id)
  await customer.say(roomId, 'It is broken.')
  await becomes(ada, id, 'open')
  expectProblem(await change(ada, resolved, { state: 'resolved' }), 409, 'conflict')
})

test('an answer that is taken in after a later decision still makes the newer state of the case', async () => {
  const { ada, server } = world
  const { id, roomId } = await openCase(server, inbox, { text: 'Where is my order?' })
  await put(ada, id, { assigneeId: ada.id })
  const socket = await ada.connect()
  // As if the decision came between the answer and its taking in.
  await server.chat(`UPDATE support_cases SET updated_at = updated_at + INTERVAL 1 MINUTE WHERE id = ${id}`)
  const decided = await caseOf(ada, id)
  await ada.say(roomId, 'On its way.')
  const { case: answered } = await socket.waitFor('case.changed', event => event.case.id === id)
  expect(answered).toMatchObject({ state: 'waiting', version: decided.version })
  expect(Date.parse(answered.updatedAt)).toBeGreaterThan(Date.parse(decided.updatedAt))
  await socket.close()
})

test('nobody is told that they are taken for spam, and what they write changes nothing', async () => {
  const { ada, server } = world
  const { customer, id, roomId } = await openCase(server, inbox, { text: 'Buy gold' })
  const socket = await customer.connect()
  await put(ada, id, { state: 'spam' })
  await customer.say(roomId, 'Buy more gold')
  await casesSettled(server)
  expect((await caseOf(ada, id)).state).toBe('spam')
  expect(bodyOf(await customer.get(`${cases}/${id}`)).case.state).toBe('open')
  expect(await socket.settled('case.state')).toEqual([])
  await socket.close()
})

test('a case that is put off comes back by itself', async () => {
  const { ada, server } = world
  const { id } = await openCase(server, inbox)
  const past = new Date(Date.now() - 1000).toISOString()
  expectProblem(await change(ada, await caseOf(ada, id), { snoozedUntil: past }), 400, 'invalid')
  expectProblem(await change(ada, await caseOf(ada, id), { state: 'snoozed' }), 400, 'invalid')
  const snoozedUntil = new Date(Date.now() + 3_600_000).toISOString()
  expect(await put(ada, id, { snoozedUntil })).toMatchObject({ state: 'snoozed', snoozedUntil })
  await server.chat('UPDATE support_cases SET snoozed_until = UTC_TIMESTAMP(3) WHERE id = ?', [id])
  expect(await becomes(ada, id, 'open')).toMatchObject({ snoozedUntil: null })
})

test('an agent hears a case that they follow or have, and no other', async () => {
  const { ada, grace, server } = world
  const { customer, id, roomId } = await openCase(server, inbox)
  expectProblem(await ada.get(`/api/rooms/${roomId}/messages`), 404, 'not_found')
  const [one, two] = [await ada.connect(), await grace.connect()]
  await watch(ada, id)
  await one.waitFor('room.joined', ({ room }) => room.id === roomId)
  const text = await customer.say(roomId, 'hello')
  await one.waitFor('message.created', ({ message }) => message.roomId === roomId && message.seq === text.seq)
  await put(ada, id, { assigneeId: grace.id })
  await two.waitFor('room.joined', ({ room }) => room.id === roomId)
  expectProblem(await grace.delete(`${cases}/${id}/watch`), 409, 'conflict')
  expect((await ada.delete(`${cases}/${id}/watch`)).status).toBe(204)
  await one.waitFor('room.left', event => event.roomId === roomId)
  expectProblem(await ada.get(`/api/rooms/${roomId}`), 404, 'not_found')
  await Promise.all([one.close(), two.close()])
})

test('who is no agent any more hears nothing of the cases, and what was theirs is nobody’s', async () => {
  const { ada, grace, server } = world
  const own = await openInbox(root, [ada, grace])
  const { customer, id, roomId } = await openCase(server, own)
  const over = await openCase(server, own)
  await put(ada, over.id, { assigneeId: ada.id })
  await put(ada, over.id, { state: 'resolved' })
  await put(ada, id, { assigneeId: ada.id })
  await ada.post(`${cases}/${id}/notes`, { clientId: crypto.randomUUID(), body: 'I have it' })
  const { notesRoomId } = await caseOf(ada, id)
  const socket = await ada.connect()
  expect((await root.patch(`/api/admin/inboxes/${own.id}`, { agents: [grace.id] })).status).toBe(200)
  for (const left of [roomId, notesRoomId]) await socket.waitFor('room.left', event => event.roomId === left)
  socket.clear()
  await customer.say(roomId, 'anybody there?')
  expect((await caseOf(grace, id)).assignee).toBeNull()
  expect((await caseOf(grace, over.id)).assignee?.id, 'what is over stays as it was').toBe(ada.id)
  await over.customer.say(over.roomId, 'not quite')
  await until('it to be nobody’s', async () => (await caseOf(grace, over.id)).assignee === null)
  await becomes(grace, id, 'open')
  expect((await socket.settled('message.created')).filter(({ message }) => message.roomId === roomId)).toEqual([])
  for (const path of [`/api/rooms/${roomId}`, `/api/rooms/${notesRoomId}/messages`, `${cases}/${id}`]) {
    expectProblem(await ada.get(path), 404, 'not_found')
  }
  await socket.close()
})

test('a note is for the team: it mentions agents, who come into it, and is in the timeline with the rest', async () => {
  const { ada, grace, mallory, server } = world
  const { customer, id, roomId } = await openCase(server, inbox, { text: 'first' })
  const socket = await grace.connect()
  const input = {
    clientId: crypto.randomUUID(), body: `@${grace.user.username} @${mallory.user.username} what do you think?`,
  }
  const answers = await Promise.all([1, 2].map(() => ada.post(`${cases}/${id}/notes`, input)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 201])
  const { message } = answers[0]!.body
  expect(message.mentions).toEqual([grace.id])
  // The note may be older than her place in the room: then it came with the room.
  const { room } = await socket.waitFor('room.joined', event => event.room.id === message.roomId)
  if (room.lastMessage?.clientId !== input.clientId) {
    await socket.waitFor('message.created', event => event.message.clientId === input.clientId)
  }
  await watch(ada, id)
  await ada.say(roomId, 'second')
  await becomes(ada, id, 'waiting')
  await customer.say(roomId, 'third')
  await becomes(ada, id, 'open')
  const page = async (query: string) => bodyOf(await ada.get(`${cases}/${id}/timeline?${query}`))
  const { entries } = await page('limit=200')
  const told = entries.flatMap(entry => entry.kind === 'event' ? [] : [[entry.kind, entry.message.body]])
  expect(told).toEqual([['message', 'first'], ['note', input.body], ['message', 'second'], ['message', 'third']])
  expect(entries.flatMap(entry => entry.kind === 'event' ? [entry.event.kind] : []))
    .toEqual(['opened', 'answered', 'state', 'state'])
  const paged = []
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const some = await page(`limit=3${cursor && `&cursor=${cursor}`}`)
    paged.unshift(...some.entries)
    cursor = some.cursor
  }
  expect(paged).toEqual(entries)
  await socket.close()
})

test('a customer rates a case that is resolved', async () => {
  const { ada, server } = world
  const { customer, id } = await openCase(server, inbox)
  const rate = (input: object) => customer.post(`${cases}/${id}/rating`, input)
  expectProblem(await rate({ score: 5 }), 409, 'conflict')
  await put(ada, id, { state: 'resolved' })
  expectProblem(await rate({ score: 6 }), 400, 'invalid')
  const answer = await rate({ score: 4, text: 'Quick.' })
  expect(bodyOf(answer).case.rating).toMatchObject({ score: 4, text: 'Quick.' })
  expect((await caseOf(ada, id)).rating).toMatchObject({ score: 4, text: 'Quick.' })
})

test('views, labels and queries find what they say', async () => {
  const { ada, grace, server } = world
  const own = await openInbox(root, [ada])
  const [one, two, three] = [
    await openCase(server, own, { topic: 'A 100% refund' }), await openCase(server, own), await openCase(server, own),
  ]
  await put(ada, one.id, { assigneeId: ada.id, labels: ['Refund'] })
  await put(ada, two.id, { state: 'resolved' })
  await put(ada, three.id, { state: 'waiting' })
  const ids = async (query: string) => {
    const answer = await ada.get(`${cases}?inbox=${own.id}&${query}`)
    return bodyOf(answer).cases.map(({ id }) => id)
  }
  expect(await ids('')).toEqual([three.id, one.id])
  expect(await ids('view=mine')).toEqual([one.id])
  expect(await ids('view=unassigned')).toEqual([three.id])
  expect(await ids('view=open')).toEqual([one.id])
  expect(await ids('view=waiting')).toEqual([three.id])
  expect(await ids('view=resolved')).toEqual([two.id])
  expect(await ids('label=REFUND')).toEqual([one.id])
  const growing = '\u{fdfa}'.repeat(40)
  await put(ada, three.id, { labels: [growing] })
  expect(await ids(`label=${encodeURIComponent(growing)}`), 'folded it is 18 times as long').toEqual([three.id])
  expect(await ids('query=100%25')).toEqual([one.id])
  expect(await ids(`query=%23${three.id}`)).toEqual([three.id])
  const first = bodyOf(await ada.get(`${cases}?inbox=${own.id}&limit=1`))
  expect(first.cases.map(({ id }) => id)).toEqual([three.id])
  expect(await ids(`limit=1&cursor=${first.cursor}`)).toEqual([one.id])
  expectProblem(await grace.get(`${cases}?inbox=${own.id}`), 404, 'not_found')
})

test('a deleted inbox leaves its customers what was written, and no way to write', async () => {
  const { ada, server } = world
  const own = await openInbox(root, [ada])
  const { customer, id, roomId } = await openCase(server, own, { text: 'hello' })
  await watch(ada, id)
  const socket = await customer.connect()
  expect((await root.delete(`/api/admin/inboxes/${own.id}`)).status).toBe(204)
  await socket.waitFor('room.updated', ({ room }) => room.id === roomId && room.archived)
  expectProblem(await ada.get(`/api/rooms/${roomId}`), 404, 'not_found')
  expect((await customer.history(roomId)).map(({ body }) => body)).toEqual(['hello'])
  const input = { clientId: crypto.randomUUID(), body: 'anybody?' }
  expectProblem(await customer.post(`/api/rooms/${roomId}/messages`, input), 403, 'forbidden')
  await socket.close()
})

test('what a deleted account has goes back to the queue', async () => {
  const { server, grace } = world
  const leaver = await member(server, 'leaver')
  const own = await openInbox(root, [leaver, grace])
  const { id } = await openCase(server, own)
  await put(leaver, id, { assigneeId: leaver.id })
  expect((await root.delete(`/api/admin/users/${leaver.id}`)).status).toBe(204)
  await until('the case to be nobody’s', async () => (await caseOf(grace, id)).assignee === null)
})
