import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import type { Socket } from '../../support/socket.ts'
import { bodyOf, openCase, openInbox } from '../../support/support.ts'
import { expectClosedToOutsiders, expectProblem, useWorld } from '../../support/world.ts'

// Ada is an agent of one inbox, Grace of another.
const world = useWorld('support-reply')
const replies = '/api/support/replies'
let root: Client
let inbox: AdminInbox
beforeAll(async () => {
  root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada])
  await openInbox(root, [world.grace])
})

const make = (agent: Client, fields: object = {}) => agent.post(replies, { name: 'Greeting', body: 'Hello', ...fields })
const namesOf = async (agent: Client) => bodyOf(await agent.get(replies)).replies.map(({ name }) => name)

test('a reply of an inbox is for its agents, one without an inbox for all', async () => {
  const { ada, grace } = world
  const own = await make(ada, { inboxId: inbox.id, name: 'Of the inbox' })
  expect(own.status).toBe(201)
  const { reply } = bodyOf(own)
  expect(reply).toEqual({ id: reply.id, inboxId: inbox.id, name: 'Of the inbox', body: 'Hello' })
  const shared = bodyOf(await make(ada, { name: 'For all', body: ' Hello {{customer.name}}\n' })).reply
  expect(shared).toMatchObject({ inboxId: null, body: ' Hello {{customer.name}}\n' })
  expect(await namesOf(ada)).toEqual(['For all', 'Of the inbox'])
  expect(await namesOf(grace)).toEqual(['For all'])
  const path = `${replies}/${reply.id}`
  expect(bodyOf(await ada.patch(path, { body: 'Good day' })).reply).toEqual({ ...reply, body: 'Good day' })
  expect(bodyOf(await grace.patch(`${replies}/${shared.id}`, { name: 'Mine too' })).reply.name).toBe('Mine too')
  for (const attempt of [() => grace.patch(path, { name: 'x' }), () => grace.delete(path)]) {
    expectProblem(await attempt(), 404, 'not_found')
  }
  expectProblem(await make(grace, { inboxId: inbox.id }), 400, 'invalid')
  expectProblem(await grace.patch(`${replies}/${shared.id}`, { inboxId: inbox.id }), 400, 'invalid')
  expect(bodyOf(await ada.get(replies)).replies.find(({ id }) => id === reply.id)?.body).toBe('Good day')
  expect((await ada.delete(path)).status).toBe(204)
  expect(await namesOf(ada)).toEqual(['Mine too'])
})

test('the agents who may use it are told that there is another one, and nobody else is', async () => {
  const { ada, grace, mallory } = world
  const [one, two, stranger] = [await ada.connect(), await grace.connect(), await mallory.connect()]
  const told = (socket: Socket, room: number) => socket.waitFor('room.updated', event => event.room.id === room)
  const { inboxes: [others] } = bodyOf(await grace.get('/api/support/inboxes'))
  const path = `${replies}/${bodyOf(await make(ada, { inboxId: inbox.id })).reply.id}`
  const { inboxes: [own] } = bodyOf(await ada.get('/api/support/inboxes'))
  const room = own?.roomId ?? 0
  expect((await told(one, room)).room.rev).toBe(own?.rev)
  expect(await two.settled('room.updated')).toEqual([])
  one.clear()
  await ada.patch(path, { inboxId: null })
  await Promise.all([told(one, room), told(two, others?.roomId ?? 0)])
  one.clear()
  two.clear()
  await grace.delete(path)
  await Promise.all([told(one, room), told(two, others?.roomId ?? 0)])
  expect(await stranger.settled('room.updated')).toEqual([])
  await Promise.all([one.close(), two.close(), stranger.close()])
})

test('what is no reply is refused', async () => {
  const { ada } = world
  for (const fields of [{ name: '' }, { name: 'x'.repeat(81) }, { body: '' }, { body: 'x'.repeat(4001) }]) {
    expectProblem(await make(ada, fields), 400, 'invalid')
  }
})

test('nobody who is no agent has to do with them', async () => {
  const { reply } = bodyOf(await make(world.ada))
  const { customer } = await openCase(world.server, inbox)
  for (const attempt of [
    (client: Client) => client.get(replies), make, (client: Client) => client.delete(`${replies}/${reply.id}`),
    (client: Client) => client.patch(`${replies}/${reply.id}`, { name: 'x' }),
  ]) {
    await expectClosedToOutsiders(world, attempt)
    for (const client of [customer, root]) expectProblem(await attempt(client), 404, 'not_found')
  }
  expect(bodyOf(await world.ada.get(replies)).replies).toContainEqual(reply)
})
