import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { mailsDueNow, mailsSettled, useMailWorld } from '../../support/mailbox.ts'
import { unique } from '../../support/random.ts'
import { bodyOf, caseOf, casesSettled, Customer, openCase, openInbox } from '../../support/support.ts'
import type { OpenedCase } from '../../support/support.ts'
import { until } from '../../support/until.ts'
import { expectNoChange, expectProblem } from '../../support/world.ts'

// An answer waits until a test says that its time has come.
const world = useMailWorld('support-resume', { NUXT_MAIL_ANSWER_AFTER: '600' })
const shop = 'https://shop.example'
const cases = '/api/support/cases'
let root: Client
let inbox: AdminInbox
beforeAll(async () => {
  root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada], { sites: [shop] })
  await mailsSettled(world.server)
})

const address = () => `${unique('vera')}@shop.test`
const tokensIn = (text = '') =>
  [...text.matchAll(/\/widget\?inbox=[\w-]+#resume=([\w-]{43})/g)].map(match => match[1] ?? '')
const redeem = (token: string, body: object = {}, headers = {}) =>
  nobody(world.server).ask({ method: 'POST', path: `/api/support/resume/${token}`, body, headers })
const ask = (email: string, key = inbox.key) => nobody(world.server).post('/api/support/resume', { inbox: key, email })

async function linkOf({ customer, id }: OpenedCase): Promise<string> {
  const answer = await customer.post(`${cases}/${id}/resume-link`)
  expect(answer.status).toBe(201)
  const { url, expiresAt } = answer.body as unknown as { url: string, expiresAt: string }
  expect(url).toMatch(new RegExp(`^${world.server.origin}/widget\\?inbox=${inbox.key}#resume=`))
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(30 * 60_000)
  return tokensIn(url)[0] ?? ''
}

/** Another device, which has used the link. */
async function device(token: string): Promise<Customer> {
  const answer = await redeem(token)
  expect(answer.status, answer.text).toBe(201)
  return Object.assign(new Customer(world.server.origin), { token: bodyOf(answer).token })
}

test('a link makes another device the same customer, once', async () => {
  const { server } = world
  const opened = await openCase(server, inbox, { text: 'hello' })
  const token = await linkOf(opened)
  const both = await Promise.all([redeem(token), redeem(token)])
  expect(both.map(({ status }) => status).sort()).toEqual([201, 404])
  const good = bodyOf(both.find(({ status }) => status === 201)!)
  expect(good.case).toMatchObject({ id: opened.id, roomId: opened.roomId })
  const second = Object.assign(new Customer(server.origin), { token: good.token })
  expect((await second.history(opened.roomId)).map(({ body }) => body)).toEqual(['hello'])
  const socket = await second.connect()
  await opened.customer.say(opened.roomId, 'from the first')
  await socket.waitFor('message.created', ({ message }) => message.body === 'from the first')
  await socket.close()
  const [stored] = await server.identity('SELECT COUNT(*) AS n FROM support_resume_tokens WHERE id = ?', [token])
  expect(Number(stored?.n), 'it is stored as its hash').toBe(0)
})

test('a link that is over, forged or of another inbox is none, and trying burns nothing', async () => {
  const { server } = world
  const other = await openInbox(root, [world.ada], { sites: ['https://other.example'] })
  const token = await linkOf(await openCase(server, inbox))
  await expectNoChange(world, async () => {
    expectProblem(await redeem('x'), 404, 'not_found')
    expectProblem(await redeem('A'.repeat(43)), 404, 'not_found')
    expectProblem(await redeem(token, { inbox: other.key }), 404, 'not_found')
    expectProblem(await redeem(token, { inbox: 'nothing' }), 404, 'not_found')
    expectProblem(await redeem(token, { inbox: inbox.key }, { origin: 'https://other.example' }), 403, 'forbidden')
    expectProblem(await redeem(token, {}, { origin: shop }), 403, 'forbidden')
  })
  expect((await redeem(token, { inbox: inbox.key }, { origin: shop })).status).toBe(201)
  const late = await linkOf(await openCase(server, inbox))
  await server.identity('UPDATE support_resume_tokens SET expires_at = UTC_TIMESTAMP(3)')
  expectProblem(await redeem(late), 404, 'not_found')
})

test('a member has an account to log in to, and a blocked customer is told so', async () => {
  const { server, ada, mallory } = world
  const { id } = bodyOf(await mallory.post(cases, { inbox: inbox.key })).case
  expectProblem(await mallory.post(`${cases}/${id}/resume-link`), 404, 'not_found')
  const opened = await openCase(server, inbox, { text: 'hello' })
  const token = await linkOf(opened)
  await ada.put(`/api/support/customers/${(await caseOf(ada, opened.id)).customer.user.id}/block`)
  expectProblem(await redeem(token), 403, 'forbidden')
})

test('links go to an address that has cases in the inbox, and the answer is the same for any other', async () => {
  const { server, mailbox } = world
  const [email, stranger] = [address(), address()]
  const topics = ['My order', '', 'Log in at www.evil.example/x']
  // However it is typed, it is one address.
  const typed = email.replace('vera', 'Vera')
  for (const topic of topics) await openCase(server, inbox, { email: typed, topic, text: 'hello' })
  const elsewhere = await openInbox(root, [])
  const answers = [await ask(email), await ask(stranger), await ask(email, elsewhere.key)]
  expect(answers.map(({ status, text }) => [status, text])).toEqual([[204, ''], [204, ''], [204, '']])
  const mail = await mailbox.arrived({ email })
  await mailsSettled(server)
  expect([mailbox.of({ email }).length, mailbox.of({ email: stranger }).length]).toEqual([1, 0])
  expect(mail.subject).toBe(`Your conversations with ${inbox.name} · Plaza`)
  const tokens = tokensIn(mail.text)
  expect(tokens).toHaveLength(3)
  // Anybody may give this address, and a topic: no program makes a link of it.
  expect(`${mail.text} ${mail.html || ''}`).toContain('evil')
  expect(`${mail.text} ${mail.html || ''}`).not.toMatch(/www\.evil|evil\.example/)
  const second = await device(tokens.at(-1)!)
  const own = bodyOf(await second.get(cases)).cases
  expect(own.map(({ topic }) => topic)).toEqual(['My order'])
  expectProblem(await ask(email, 'nothing'), 404, 'not_found')
  expectProblem(await ask('nobody'), 400, 'invalid')
})

test('who opens cases with the address of somebody else does not push theirs out of the e-mail', async () => {
  const { server, ada, mailbox } = world
  const email = address()
  const opened = await openCase(server, inbox, { email, topic: 'My order', text: 'hello' })
  await ada.put(`${cases}/${opened.id}/watch`)
  await ada.say(opened.roomId, 'good morning')
  await casesSettled(server)
  await opened.customer.put(`/api/rooms/${opened.roomId}/read`, { seq: 2 })
  for (let n = 0; n < 25; n++) {
    await nobody(server).post(cases, { inbox: inbox.key, email, topic: `Your refund ${n}` })
  }
  await ask(email)
  const { text = '' } = await mailbox.arrived({ email })
  const second = await device(tokensIn(text)[0]!)
  expect(bodyOf(await second.get(cases)).cases.map(({ topic }) => topic)).toEqual(['My order'])
})

test('what a customer has not read a while later comes by e-mail, once, without a note', async () => {
  const { server, ada, mailbox } = world
  const email = address()
  const opened = await openCase(server, inbox, { email, topic: 'My order', text: 'where is it?' })
  await ada.put(`${cases}/${opened.id}/watch`)
  await ada.post(`${cases}/${opened.id}/notes`, { clientId: crypto.randomUUID(), body: 'a secret note' })
  await ada.say(opened.roomId, 'On its way.')
  await ada.say(opened.roomId, 'It comes <b>tomorrow</b>.')
  await casesSettled(server)
  await mailsDueNow(server)
  const mail = await mailbox.arrived({ email })
  await mailsSettled(server)
  expect(mailbox.of({ email })).toHaveLength(1)
  expect(mail.subject).toBe(`${inbox.name} has answered: My order · Plaza`)
  const { displayName } = ada.user
  for (const part of ['On its way.', 'It comes <b>tomorrow</b>.', displayName]) expect(mail.text).toContain(part)
  expect(String(mail.html)).toContain('It comes &lt;b&gt;tomorrow&lt;/b&gt;.')
  expect(mail.text + String(mail.html)).not.toMatch(/secret|where is it/)
  const second = await device(tokensIn(mail.text)[0]!)
  expect((await second.history(opened.roomId)).map(({ body }) => body)).toContain('On its way.')
})

test('what was read, or deleted, or went to who gave no address, is in no e-mail', async () => {
  const { server, ada, mailbox } = world
  const email = address()
  const [reader, silent] = [await openCase(server, inbox, { email }), await openCase(server, inbox)]
  for (const { id, roomId } of [reader, silent]) {
    await ada.put(`${cases}/${id}/watch`)
    await ada.say(roomId, 'first')
    await ada.say(roomId, 'second')
  }
  await reader.customer.put(`/api/rooms/${reader.roomId}/read`, { seq: 1 })
  await ada.delete(`/api/rooms/${reader.roomId}/messages/2`)
  await casesSettled(server)
  await until('the e-mail to be looked at', async () => {
    await mailsDueNow(server)
    return (await server.identity('SELECT id FROM mails')).length === 0
  })
  expect(mailbox.of({ email })).toEqual([])
})

test('one click ends the e-mails for the address, in this inbox', async () => {
  const { server, ada, mailbox } = world
  const email = address()
  const opened = await openCase(server, inbox, { email })
  await ada.put(`${cases}/${opened.id}/watch`)
  await ada.say(opened.roomId, 'hello')
  await casesSettled(server)
  await mailsDueNow(server)
  const mail = await mailbox.arrived({ email })
  const [, path = ''] = /<[^>]*(\/api\/unsubscribe\?token=[^>]+)>/.exec(String(mail.headers.get('list-unsubscribe')
    ?? mail.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line)) ?? []
  expect((await nobody(server).get(path.replace('/api', ''))).text).toContain('action="/forms/unsubscribe"')
  expect((await nobody(server).post(path)).status).toBe(204)
  const again = await openCase(server, inbox, { email })
  for (const { id, roomId } of [opened, again]) {
    await ada.put(`${cases}/${id}/watch`)
    await ada.say(roomId, 'are you there?')
  }
  await casesSettled(server)
  expect(await server.identity('SELECT id FROM mails WHERE address = ?', [email])).toEqual([])
  expectProblem(await nobody(server).post('/api/unsubscribe?token=x'), 404, 'not_found')
  expect((await ask(email)).status).toBe(204)
  expect(tokensIn((await mailbox.arrived({ email }, 2)).text), 'who asks for a link gets one').toHaveLength(2)
})
