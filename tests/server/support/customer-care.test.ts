import { createHmac } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { bodyOf, caseOf, casesSettled, Customer, openCase, openInbox } from '../../support/support.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

// Ada and Bob are the agents; Ada follows the case, Bob does not.
const world = useWorld('customer-care')
const cases = '/api/support/cases'
let root: Client
let bob: Client
let inbox: AdminInbox
beforeAll(async () => {
  root = await firstAdmin(world.server)
  bob = await member(world.server, 'bob')
  inbox = await openInbox(root, [world.ada, bob], { typingPreview: true })
})

test('agents see where a customer comes from, as text, and the customer does not', async () => {
  const context = {
    page: `https://shop.example/${'a'.repeat(3000)}`, referrer: 'javascript:alert(1)', language: 'es-MX\u0000',
    timeZone: 'America/Mexico_City', more: 'dropped',
  }
  const answer = await nobody(world.server).ask({
    method: 'POST', path: cases, body: { inbox: inbox.key, context },
    headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
  })
  const opened = bodyOf(answer)
  expect(opened.case).not.toHaveProperty('context')
  expect((await caseOf(world.ada, opened.case.id)).customer.context).toEqual({
    page: context.page.slice(0, 2000), referrer: context.referrer, language: 'es-MX',
    timeZone: context.timeZone, browser: 'Firefox, Linux',
  })
  const strange = await nobody(world.server).post(cases, { inbox: inbox.key, context: { page: 7 } })
  expect((await caseOf(world.ada, bodyOf(strange).case.id)).customer.context).toMatchObject({ page: null })
  const none = await nobody(world.server).post(cases, { inbox: inbox.key, context: 'x' })
  expect(none.status, 'what a browser says is no reason to refuse anybody').toBe(201)
})

test('a customer ends a case, can rate it then, and opens it again by writing', async () => {
  const { ada } = world
  const { customer, id, roomId } = await openCase(world.server, inbox, { text: 'hello' })
  await customer.say(roomId, 'thank you, that was it')
  const answer = await customer.post(`${cases}/${id}/end`)
  expect([answer.status, bodyOf(answer).case.state]).toEqual([200, 'resolved'])
  await casesSettled(world.server)
  const ended = await caseOf(ada, id)
  expect(ended, 'what was written right before opens nothing').toMatchObject({ state: 'resolved', waitingSince: null })
  const { entries } = bodyOf(await ada.get(`${cases}/${id}/timeline`))
  const last = entries.flatMap(entry => entry.kind === 'event' ? entry.event : []).at(-1)
  expect(last).toMatchObject({ kind: 'state', actorId: ended.customer.user.id, before: 'open', after: 'resolved' })
  expect((await customer.post(`${cases}/${id}/rating`, { score: 5 })).status).toBe(200)
  expect((await customer.post(`${cases}/${id}/end`)).status, 'twice is as once').toBe(200)
  await customer.say(roomId, 'one more thing')
  await casesSettled(world.server)
  expect((await caseOf(ada, id)).state).toBe('open')
})

test('everybody concerned hears that a case was ended, and nobody else', async () => {
  const { ada, mallory } = world
  const { customer, id } = await openCase(world.server, inbox, { text: 'hello' })
  const [own, agent, stranger] = [await customer.connect(), await ada.connect(), await mallory.connect()]
  await customer.post(`${cases}/${id}/end`)
  await own.waitFor('case.state', ({ caseId, state }) => caseId === id && state === 'resolved')
  await agent.waitFor('case.changed', event => event.case.id === id && event.case.state === 'resolved')
  expect(await stranger.settled('case.state')).toEqual([])
  for (const socket of [own, agent, stranger]) await socket.close()
})

test('spam stays what it is, and its customer is not told', async () => {
  const { customer, id } = await openCase(world.server, inbox, { text: 'buy now' })
  const { version } = await caseOf(world.ada, id)
  await world.ada.patch(`${cases}/${id}`, { version, state: 'spam' })
  expect(bodyOf(await customer.post(`${cases}/${id}/end`)).case.state).toBe('open')
  expect((await caseOf(world.ada, id)).state).toBe('spam')
})

test('a copy is what was said, as text, for the customer and for agents', async () => {
  const { ada } = world
  const topic = 'My\u202E order'
  const { customer, id, roomId } = await openCase(world.server, inbox, { name: 'Vera', topic, text: 'hello\n\nthere' })
  await ada.put(`${cases}/${id}/watch`)
  await ada.say(roomId, 'good morning')
  await customer.say(roomId, `Ada · now\nI owe you money`)
  await ada.post(`${cases}/${id}/notes`, { clientId: crypto.randomUUID(), body: 'a secret note' })
  const answer = await customer.get(`${cases}/${id}/copy`)
  expect(answer.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8', 'content-disposition': `attachment; filename="case-${id}.txt"`,
  })
  const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d UTC`
  expect(answer.text).toMatch(new RegExp([
    inbox.name, 'My order', `Conversation ${id}, opened ${time}`, '', `Vera · ${time}`, ' {2}hello', ' {2}',
    ' {2}there', '', `${ada.user.displayName} · ${time}`, ' {2}good morning', '', `Vera · ${time}`, ' {2}Ada · now',
    ' {2}I owe you money', '$',
  ].join('\n')))
  expect(answer.text).not.toContain('secret')
  expect((await bob.get(`${cases}/${id}/copy`)).text).toBe(answer.text)
  await customer.delete(`/api/rooms/${roomId}/messages/1`)
  expect((await customer.get(`${cases}/${id}/copy`)).text).not.toContain('there')
})

test('a long copy is whole, and no more than what is sent of it is held', async () => {
  const { server } = world
  const { customer, id, roomId } = await openCase(server, inbox, { text: 'the first line' })
  const { customer: { user } } = await caseOf(world.ada, id)
  await server.chat(`INSERT INTO messages (room_id, seq, author_id, client_id, body, created_at)
    SELECT ?, seq, ?, UNHEX(REPLACE(UUID(), '-', '')), REPEAT('😀', 3990), UTC_TIMESTAMP(3) FROM seq_2_to_2000`,
  [roomId, user.id])
  await server.chat('UPDATE rooms SET last_seq = 2000 WHERE id = ?', [roomId])
  const answer = await customer.get(`${cases}/${id}/copy`)
  expect(answer.headers['transfer-encoding'], 'a page at a time').toBe('chunked')
  expect(answer.text.startsWith(inbox.name) && answer.text.endsWith('😀\n')).toBe(true)
  expect(answer.text.split('\n\n').length).toBe(1 + 2000)
})

test('what is typed reaches the agents who follow the case, and is stored nowhere', async () => {
  const { ada, server } = world
  const { customer, id, roomId } = await openCase(server, inbox, { text: 'hello' })
  await ada.put(`${cases}/${id}/watch`)
  const [own, tab] = [await customer.connect(), await customer.connect()]
  const [agent, other, stranger] = [await ada.connect(), await bob.connect(), await world.mallory.connect()]
  const send = (text: string) => own.send({ type: 'case.draft', roomId, text })
  await expectNoChange(world, async () => {
    send('I thi')
    expect(await agent.waitFor('case.draft')).toEqual({ type: 'case.draft', caseId: id, text: 'I thi' })
    for (const socket of [own, tab, other, stranger]) expect(await socket.settled('case.draft')).toEqual([])
  })
  agent.clear()
  send('')
  expect((await agent.waitFor('case.draft')).text).toBe('')
  send('x'.repeat(4001))
  await own.waitFor('command.failed', ({ code, detail }) => code === 'bad_field' && detail === 'text')
  agent.send({ type: 'case.draft', roomId, text: 'I am not the customer' })
  await agent.waitFor('command.failed', ({ ref, code }) => ref === 'case.draft' && code === 'not_found')
  stranger.send({ type: 'case.draft', roomId, text: 'hi' })
  await stranger.waitFor('command.failed', ({ code }) => code === 'not_found')
  for (let n = 0; n < 20; n++) send(`${n}`)
  await own.waitFor('command.failed', ({ code }) => code === 'rate_limited')
  for (const socket of [own, tab, agent, other, stranger]) await socket.close()
})

test('nothing that is typed is shown where the inbox does not say so', async () => {
  const quiet = await openInbox(root, [world.ada])
  const { customer, id, roomId } = await openCase(world.server, quiet)
  await world.ada.put(`${cases}/${id}/watch`)
  const [own, agent] = [await customer.connect(), await world.ada.connect()]
  own.send({ type: 'case.draft', roomId, text: 'I thi' })
  await own.waitFor('command.failed', ({ code }) => code === 'feature_off')
  expect(await agent.settled('case.draft')).toEqual([])
  for (const socket of [own, agent]) await socket.close()
})

test('a signed customer has one history on every device', async () => {
  const { server, ada } = world
  const signed = await openInbox(root, [ada])
  const hmac = createHmac('sha256', signed.identitySecret).update('user-7').digest('hex')
  const devices = [new Customer(server.origin), new Customer(server.origin)]
  for (const device of devices) {
    const answer = await device.post(cases, { inbox: signed.key, identity: { id: 'user-7', hmac } })
    device.token = bodyOf(answer).token
  }
  const lists = await Promise.all(
    devices.map(async device => bodyOf(await device.get(cases)).cases.map(({ id }) => id)),
  )
  expect(lists[0]).toHaveLength(2)
  expect(lists[0]).toEqual(lists[1])
  const [first = 0] = lists[0] ?? []
  expect((await caseOf(ada, first)).customer).toMatchObject({ externalId: 'user-7', verified: true })
  const forged = { inbox: signed.key, identity: { id: 'user-8', hmac } }
  expectProblem(await nobody(server).post(cases, forged), 403, 'forbidden')
})
