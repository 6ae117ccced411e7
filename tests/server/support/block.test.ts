import { createHmac } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, guest, nobody } from '../../support/cast.ts'
import type { Answer, Client } from '../../support/client.ts'
import type { Socket } from '../../support/socket.ts'
import { bodyOf, caseOf, openCase, openInbox, putCase } from '../../support/support.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('support-block')
const cases = '/api/support/cases'
let root: Client
let inbox: AdminInbox
beforeAll(async () => {
  root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada], { typingPreview: true })
})

const block = (userId: number) => `/api/support/customers/${userId}/block`
const message = () => ({ clientId: crypto.randomUUID(), body: 'hello' })

function expectBlocked(answer: Answer): void {
  expectProblem(answer, 403, 'forbidden')
  expect(answer.body.detail).toBe('blocked')
}

test('a customer who is blocked is told so everywhere, and hears nothing more', async () => {
  const { ada, server } = world
  const { customer, id, roomId } = await openCase(server, inbox, { text: 'hello' })
  const { customer: { user } } = await caseOf(ada, id)
  const [own, agent] = [await customer.connect(), await ada.connect()]
  expect((await ada.put(block(user.id))).status).toBe(204)
  expect((await own.closed).code).toBe(4401)
  await agent.waitFor('case.changed', event => event.case.id === id && event.case.customer.blocked)
  await expectNoChange(world, async () => {
    expectBlocked(await customer.get(cases))
    expectBlocked(await customer.post(cases, { inbox: inbox.key }))
    expectBlocked(await customer.post(`/api/rooms/${roomId}/messages`, message()))
    expectBlocked(await customer.post('/api/socket-tickets'))
    expectBlocked(await customer.post(`${cases}/${id}/end`))
  })
  const { entries } = bodyOf(await ada.get(`${cases}/${id}/timeline`))
  expect(entries.at(-1)).toMatchObject({ kind: 'event', event: { kind: 'blocked', actorId: ada.id, after: true } })
  expect((await ada.put(block(user.id))).status, 'twice is as once').toBe(204)
  expect((await ada.delete(block(user.id))).status).toBe(204)
  expect((await caseOf(ada, id)).customer.blocked).toBe(false)
  expect((await customer.post(`/api/rooms/${roomId}/messages`, message())).status).toBe(201)
  await (await customer.connect()).close()
  await agent.close()
})

test('a member or guest who is blocked keeps Plaza, and loses the inbox', async () => {
  const { ada, server } = world
  const elsewhere = await openInbox(root, [world.grace])
  for (const client of [world.mallory, await guest(server)]) {
    const { case: { roomId } } = bodyOf(await client.post(cases, { inbox: inbox.key }))
    const socket = await client.connect()
    expect((await ada.put(block(client.id))).status).toBe(204)
    await expectNoChange(world, async () => {
      expectBlocked(await client.post(cases, { inbox: inbox.key }))
      expectBlocked(await client.post(`/api/rooms/${roomId}/messages`, message()))
      socket.send({ type: 'message.send', roomId, ...message() })
      await socket.waitFor('command.failed', ({ code, detail }) => code === 'forbidden' && detail === 'blocked')
    })
    await expectNoDraft(socket, roomId)
    expect((await client.get('/api/rooms')).status, 'the socket is still there').toBe(200)
    expect((await client.post(cases, { inbox: elsewhere.key })).status).toBe(201)
    expect((await client.get(`/api/rooms/${roomId}/messages`)).status, 'and what was said can be read').toBe(200)
    expect((await ada.delete(block(client.id))).status).toBe(204)
    expect((await client.post(`/api/rooms/${roomId}/messages`, message())).status).toBe(201)
    await socket.close()
  }
})

/** Neither by the socket that was open when the block came, nor by one that comes later. */
async function expectNoDraft(socket: Socket, roomId: number): Promise<void> {
  const agent = await world.ada.connect()
  socket.send({ type: 'case.draft', roomId, text: 'unheard' })
  await socket.waitFor('command.failed', ({ ref, code }) => ref === 'case.draft' && code === 'forbidden')
  expect(await agent.settled('case.draft')).toEqual([])
  await agent.close()
}

test('a member who is blocked has no other way to be heard by the team', async () => {
  const { ada, server } = world
  const gus = await guest(server)
  const { case: { id, roomId } } = bodyOf(await gus.post(cases, { inbox: inbox.key }))
  await ada.put(`${cases}/${id}/watch`)
  const [socket, agent] = [await gus.connect(), await ada.connect()]
  try {
    const type = async (roomId: number) => {
      socket.send({ type: 'room.typing', roomId })
      await socket.settle()
    }
    await type(roomId)
    await agent.waitFor('room.typing')
    expect((await ada.put(block(gus.id))).status).toBe(204)
    await agent.settle()
    agent.clear()
    await type(roomId)
    expectBlocked(await gus.post(`${cases}/${id}/end`))
    await putCase(ada, id, { state: 'resolved' })
    expectBlocked(await gus.post(`${cases}/${id}/rating`, { score: 1, text: 'an insult' }))
    expect(await agent.settled('room.typing')).toEqual([])
    expect((await caseOf(ada, id)).rating).toBeNull()
    expect((await ada.delete(block(gus.id))).status).toBe(204)
    await type(roomId)
    await agent.waitFor('room.typing')
  }
  finally {
    await Promise.all([socket.close(), agent.close()])
  }
})

test('whom the site has signed stays blocked on another device', async () => {
  const signed = await openInbox(root, [world.ada])
  const identity = { id: 'user-7', hmac: createHmac('sha256', signed.identitySecret).update('user-7').digest('hex') }
  const open = async () => nobody(world.server).post(cases, { inbox: signed.key, identity })
  const { id } = bodyOf(await open()).case
  await world.ada.put(block((await caseOf(world.ada, id)).customer.user.id))
  await expectNoChange(world, async () => expectBlocked(await open()))
})

test('agents block whom they have a case of, and nobody else', async () => {
  const { id } = await openCase(world.server, inbox, { text: 'hello' })
  const { customer: { user } } = await caseOf(world.ada, id)
  await expectNoChange(world, async () => {
    expectProblem(await world.ada.put(block(world.grace.id)), 404, 'not_found')
    expectProblem(await world.ada.put(block(root.id)), 404, 'not_found')
    expectProblem(await world.grace.put(block(user.id)), 404, 'not_found')
    expectProblem(await root.put(block(user.id)), 404, 'not_found')
  })
})
