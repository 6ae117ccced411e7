import { expect, test } from 'vitest'
import { guest, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { mailsSettled, useMailWorld, verified } from '../../support/mailbox.ts'
import { unique } from '../../support/random.ts'
import { tokenIn } from '../../support/smtpServer.ts'
import { expectProblem } from '../../support/world.ts'

const world = useMailWorld('mail-address')

const own = async (client: Client) => (await client.get('/api/session')).body.user
const redeem = (token: string) => nobody(world.server).put('/api/email/verification', { token })
const newAddress = () => ({ email: `${unique('mail')}@plaza.test` })
const kindsOf = async (client: Client) =>
  ((await client.get('/api/account/security-events')).body as unknown as { events: { kind: string }[] })
    .events.map(({ kind }) => kind)

test('who registers gets a link that proves the address once, and only the person sees that it did', async () => {
  const { server, mailbox, grace } = world
  const lin = await member(server, 'lin')
  expect((await own(lin)).emailVerified).toBeUndefined()
  const mail = await mailbox.arrived(lin)
  expect(mail.from?.text).toBe('"Plaza" <plaza@plaza.test>')
  expect(mail.subject).toBe('Confirm your e-mail address · Plaza')
  expect(mail.text).toContain(lin.user.username)
  expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
  const token = tokenIn(mail, 'verify')
  // A program that looks at links before the person does changes nothing.
  const page = await nobody(server).get(`/verify?token=${token}`)
  expect(page.status).toBe(200)
  expect(page.text).toContain('action="/forms/verify"')
  expect((await own(lin)).emailVerified).toBeUndefined()
  expect((await redeem(token)).status).toBe(204)
  expect((await own(lin)).emailVerified).toBe(true)
  expectProblem(await redeem(token), 404, 'not_found')
  expect(await kindsOf(lin)).toContain('email_verified')
  for (const path of [`/api/users/${lin.id}`, `/api/users?query=${lin.user.username}`]) {
    expect((await grace.get(path)).text).not.toMatch(/email|digest/)
  }
})

test('the form of the page does the same without a script', async () => {
  const { server, mailbox } = world
  const lin = await member(server, 'lin')
  const token = tokenIn(await mailbox.arrived(lin), 'verify')
  const post = (text: string) => nobody(server).ask({
    method: 'POST', path: '/forms/verify', body: `token=${text}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect((await post(token)).headers.location).toBe('/verify?done=verified')
  expect((await own(lin)).emailVerified).toBe(true)
  expect((await post(token)).headers.location).toContain('error=not_found')
})

test('a link that was guessed or has expired proves nothing', async () => {
  const { server, mailbox } = world
  const lin = await member(server, 'lin')
  const token = tokenIn(await mailbox.arrived(lin), 'verify')
  expectProblem(await redeem(token.slice(0, -1)), 404, 'not_found')
  expectProblem(await redeem('A'.repeat(32)), 404, 'not_found')
  expectProblem(await redeem(''), 400, 'invalid')
  await server.identity('UPDATE email_tokens SET expires_at = UTC_TIMESTAMP(3) WHERE user_id = ?', [lin.id])
  expectProblem(await redeem(token), 404, 'not_found')
  expect((await own(lin)).emailVerified).toBeUndefined()
})

test('a guest who claims the account proves its address, too', async () => {
  const { server, mailbox } = world
  const gus = await guest(server)
  gus.email = newAddress().email
  await gus.post('/api/guests/claim', { email: gus.email, password: `secret of ${gus.email}` })
  await verified(world, gus)
  expect((await own(gus)).emailVerified).toBe(true)
  expect(mailbox.of(gus)).toHaveLength(1)
})

test('another address is proved anew, the old one is told, and its links are void', async () => {
  const { server, mailbox } = world
  const lin = await verified(world, await member(server, 'lin'))
  const [old, next] = [{ email: lin.email }, newAddress()]
  await nobody(server).post('/api/password', old)
  const reset = tokenIn(await mailbox.arrived(old, 2), 'reset')
  const change = { ...next, currentPassword: lin.password }
  const answer = await lin.put('/api/account/email', change)
  expect(answer.body.user).toMatchObject({ email: next.email })
  expect(answer.body.user.emailVerified).toBeUndefined()
  const notice = await mailbox.arrived(old, 3)
  expect(notice.subject).toContain('Your e-mail address was changed')
  expect(notice.text).not.toContain(next.email)
  expectProblem(await nobody(server).put('/api/password', { token: reset, password: 'a new secret' }), 404, 'not_found')
  expect((await redeem(tokenIn(await mailbox.arrived(next), 'verify'))).status).toBe(204)
  expect((await own(lin)).emailVerified).toBe(true)
  expect(await kindsOf(lin)).toContain('email_changed')
})

test('a link to an address that the account no longer has proves nothing of the new one', async () => {
  const { server, mailbox } = world
  const lin = await member(server, 'lin')
  const token = tokenIn(await mailbox.arrived(lin), 'verify')
  await lin.put('/api/account/email', { ...newAddress(), currentPassword: lin.password })
  expectProblem(await redeem(token), 404, 'not_found')
  expect((await own(lin)).emailVerified).toBeUndefined()
  // The old address was nobody's that is known: it is told nothing.
  await mailsSettled(server)
  expect(mailbox.of(lin)).toHaveLength(1)
})

test('an address is changed by its person alone, with the password', async () => {
  const { server, ada, gus } = world
  const lin = await member(server, 'lin')
  const change = (client: Client, fields: object) => client.put('/api/account/email', fields)
  const wrong = await change(lin, { ...newAddress(), currentPassword: 'not this one' })
  expectProblem(wrong, 400, 'invalid')
  expect(wrong.body.errors).toEqual([{ path: 'currentPassword', code: 'wrong_password' }])
  expectProblem(await change(lin, { email: ada.email, currentPassword: lin.password }), 409, 'email_taken')
  expectProblem(await change(gus, { ...newAddress(), currentPassword: 'none' }), 403, 'forbidden')
  expectProblem(await change(nobody(server), { ...newAddress(), currentPassword: 'none' }), 401, 'unauthenticated')
  expect((await own(lin)).email).toBe(lin.email)
})

test('the link is sent again to who asks, until the address is proved', async () => {
  const { server, mailbox, gus } = world
  const lin = await member(server, 'lin')
  const again = (client: Client) => client.post('/api/account/email/verification')
  await mailbox.arrived(lin)
  expect((await again(lin)).status).toBe(204)
  const mails = [await mailbox.arrived(lin), await mailbox.arrived(lin, 2)]
  const [first, second] = mails.map(mail => tokenIn(mail, 'verify'))
  expect(second).not.toBe(first)
  expect((await redeem(first!)).status).toBe(204)
  expectProblem(await redeem(second!), 404, 'not_found')
  expectProblem(await again(lin), 409, 'conflict')
  expectProblem(await again(gus), 403, 'forbidden')
  expectProblem(await again(nobody(server)), 401, 'unauthenticated')
})

test('what is in a name ends no header, and is no element of a page', async () => {
  const { server, mailbox, mallory } = world
  const evil = `eve\r\nBcc: ${mallory.email}\r\n\r\n<b>bold</b>`
  await server.identity('UPDATE users SET username = ? WHERE id = ?', [evil, mallory.id])
  await mailbox.arrived(mallory)
  await mallory.post('/api/account/email/verification')
  const mail = await mailbox.arrived(mallory, 2)
  expect(mail.bcc).toBeUndefined()
  expect(mailbox.received.at(-1)!.recipients).toEqual([mallory.email])
  expect(mail.html).toContain('&lt;b&gt;bold')
  expect(mail.html).not.toContain('<b>')
  expect(mail.html, 'nothing is loaded').not.toMatch(/<img|src=|url\(/)
})

test('a name that looks like a link is none in an e-mail to a stranger', async () => {
  const { server, mailbox } = world
  const email = `${unique('stranger')}@plaza.test`
  const lure = { username: `www.${unique('w')}.example`, email, password: 'a lantern on the square' }
  const answer = await nobody(server).post('/api/users', lure)
  expect(answer.status, answer.text).toBe(201)
  const mail = await mailbox.arrived({ email })
  for (const text of [mail.text, String(mail.html)]) {
    expect(text).not.toContain(lure.username)
    expect(text!.replaceAll('\u2060', '')).toContain(lure.username)
  }
})
