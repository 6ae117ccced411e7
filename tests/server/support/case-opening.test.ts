import { createHmac } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { body } from '../../support/admin.ts'
import { firstAdmin, guest, nobody } from '../../support/cast.ts'
import type { Answer, Client } from '../../support/client.ts'
import { Customer, bodyOf, openCase, openInbox } from '../../support/support.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('case-opening')
const cases = '/api/support/cases'
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const say = (client: Client, { roomId }: { roomId: number }) =>
  client.post(`/api/rooms/${roomId}/messages`, { clientId: crypto.randomUUID(), body: 'hello' })

/** Each case that is opened while this is done: refused, or there. */
async function openBeside(client: Client, key: string, work: () => Promise<Answer>): Promise<Answer[]> {
  const opening = Array.from({ length: 10 }, () => client.post(cases, { inbox: key }))
  expect((await work()).status).toBe(204)
  return Promise.all(opening)
}

test('who is blocked writes in no case that was opened at the same moment', async () => {
  const inbox = await openInbox(root, [world.ada])
  for (let round = 0; round < 3; round++) {
    const gus = await guest(world.server)
    await gus.post(cases, { inbox: inbox.key })
    const block = () => world.ada.put(`/api/support/customers/${gus.id}/block`)
    for (const answer of await openBeside(gus, inbox.key, block)) {
      expectProblem(answer.status === 201 ? await say(gus, bodyOf(answer).case) : answer, 403, 'forbidden')
    }
  }
})

test('a case that is opened while its inbox is deleted is archived with the others, or not there', async () => {
  for (let round = 0; round < 3; round++) {
    const inbox = await openInbox(root, [world.ada])
    const remove = () => root.delete(`/api/admin/inboxes/${inbox.id}`)
    for (const answer of await openBeside(world.grace, inbox.key, remove)) {
      if (answer.status === 201) expectProblem(await say(world.grace, bodyOf(answer).case), 403, 'forbidden')
      else expectProblem(answer, 404, 'not_found')
    }
  }
})

test('a request that is repeated, at once or later, is the same case; that of somebody else is another', async () => {
  const { ada, grace } = world
  const inbox = await openInbox(root, [ada])
  const clientId = crypto.randomUUID()
  const open = async (client: Client) => {
    const answer = await client.post(cases, { inbox: inbox.key, topic: 'My order', clientId })
    expect(answer.status, answer.text).toBe(201)
    return bodyOf(answer)
  }
  const answers = [...await Promise.all([open(grace), open(grace), open(grace)]), await open(grace)]
  expect(new Set(answers.map(answer => answer.case.id)).size).toBe(1)
  expect(new Set(answers.map(({ room }) => room?.id)).size).toBe(1)
  expect((await open(ada)).case.id).not.toBe(answers[0]!.case.id)
  expectProblem(await grace.post(cases, { inbox: inbox.key, clientId: 'mine' }), 400, 'invalid')
})

test('nobody turns to a team from an address that is banned, in whichever way', async () => {
  const { ada, server } = world
  const inbox = await openInbox(root, [ada])
  const identity = { id: '7', hmac: createHmac('sha256', inbox.identitySecret).update('7').digest('hex') }
  const { customer, id } = await openCase(server, inbox)
  const signed = bodyOf(await nobody(server).post(cases, { inbox: inbox.key, identity })).token
  const { url } = (await customer.post(`${cases}/${id}/resume-link`)).body as unknown as { url: string }
  const [, token] = /#resume=(.*)$/.exec(url) ?? []
  const submit = () => ada.ask({
    method: 'POST', path: '/forms/support-case', headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ inbox: inbox.key, clientId: crypto.randomUUID(), body: 'hello' }).toString(),
  })
  await ban(await guest(server))
  for (const path of [cases, '/api/support/sessions', `/api/support/resume/${token}`]) {
    expectProblem(await nobody(server).post(path, { inbox: inbox.key, identity }), 403, 'forbidden')
  }
  expectProblem(await ada.post(cases, { inbox: inbox.key }), 403, 'forbidden')
  expect((await submit()).headers.location).toMatch(/^\/support\/.*error=/)
  expect((await Object.assign(new Customer(server.origin), { token: signed }).get(cases)).status).toBe(200)
  for (const { id } of body(await root.get('/api/admin/bans')).bans) await root.delete(`/api/admin/bans/${id}`)
  expect((await nobody(server).post('/api/support/sessions', { inbox: inbox.key, identity })).status).toBe(201)
  expect((await nobody(server).post(`/api/support/resume/${token}`, {})).status, 'the link was not used up').toBe(201)
})

/** The address that everybody here has, by a report. */
async function ban(spammer: Awaited<ReturnType<typeof guest>>): Promise<void> {
  const { id } = spammer.square
  const { seq } = await spammer.say(id, 'buy this')
  await world.ada.put(`/api/rooms/${id}/messages/${seq}/report`, { reason: 'spam' })
  const report = body(await root.get('/api/admin/reports?limit=200')).reports.find(one => one.roomId === id)
  expect((await root.patch(`/api/admin/reports/${report?.id}`, { decision: 'ban', hours: 1 })).status).toBe(200)
}
