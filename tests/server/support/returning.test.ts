import { createHmac } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, nobody } from '../../support/cast.ts'
import { bodyOf, casesSettled, Customer, openCase, openInbox } from '../../support/support.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('support-returning')
const shop = 'https://shop.example'
let inbox: AdminInbox & { identitySecret: string }
let other: typeof inbox
beforeAll(async () => {
  const root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada], { sites: [shop] })
  other = await openInbox(root, [world.ada], { sites: ['https://other.example'] })
})

const cases = '/api/support/cases'
const sessions = '/api/support/sessions'
const signed = (of: typeof inbox, id: string) =>
  ({ id, hmac: createHmac('sha256', of.identitySecret).update(id).digest('hex') })

test('whom the site has signed comes back on another device, with all of their cases', async () => {
  const first = new Customer(world.server.origin)
  const identity = signed(inbox, 'user-7')
  const opened = await first.post(cases, { inbox: inbox.key, name: 'Vera', identity })
  first.token = bodyOf(opened).token
  await first.say(bodyOf(opened).room.id, 'Where is my order?')
  const second = new Customer(world.server.origin)
  second.page = shop
  const answer = await second.post(sessions, { inbox: inbox.key, identity })
  expect([answer.status, Object.keys(answer.body)]).toEqual([201, ['token']])
  second.token = bodyOf(answer).token
  expect(second.token).not.toBe(first.token)
  expect((await second.history(bodyOf(opened).room.id)).map(({ body }) => body)).toEqual(['Where is my order?'])
  await (await second.connect()).close()
})

test('nobody else gets in, and nobody is made by trying', async () => {
  const { server } = world
  const identity = signed(inbox, 'user-8')
  const bare = nobody(server)
  await bare.post(cases, { inbox: inbox.key, identity })
  await expectNoChange(world, async () => {
    const from = (origin: string) =>
      bare.ask({ method: 'POST', path: sessions, headers: { origin }, body: { inbox: inbox.key, identity } })
    const stranger = signed(inbox, 'stranger')
    expectProblem(await bare.post(sessions, { inbox: inbox.key, identity: stranger }), 404, 'not_found')
    const forged = { id: 'user-8', hmac: signed(other, 'user-8').hmac }
    expectProblem(await bare.post(sessions, { inbox: inbox.key, identity: forged }), 403, 'forbidden')
    expectProblem(await bare.post(sessions, { inbox: other.key, identity }), 403, 'forbidden')
    expectProblem(await bare.post(sessions, { inbox: 'no-such-inbox', identity }), 404, 'not_found')
    expectProblem(await bare.post(sessions, { inbox: inbox.key }), 400, 'invalid')
    expectProblem(await from('https://other.example'), 403, 'forbidden')
    expectProblem(await from('https://evil.example'), 403, 'forbidden')
  })
})

test('a list of one’s own cases says what is new in each', async () => {
  const { server, ada } = world
  const { customer, id, roomId } = await openCase(server, inbox, { topic: 'My order' })
  const list = async () => bodyOf(await customer.get(cases)).cases.map(({ unread, lastMessage }) =>
    [unread, lastMessage?.body])
  expect(await list()).toEqual([[0, undefined]])
  await customer.say(roomId, 'Where is it?')
  expect(await list()).toEqual([[0, 'Where is it?']])
  await ada.put(`${cases}/${id}/watch`)
  await ada.say(roomId, 'On its way')
  await casesSettled(server)
  expect(await list()).toEqual([[1, 'On its way']])
  expect((await customer.put(`/api/rooms/${roomId}/read`, { seq: 2 })).status).toBe(204)
  expect(await list()).toEqual([[0, 'On its way']])
})
