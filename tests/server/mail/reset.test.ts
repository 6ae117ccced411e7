import { expect, test } from 'vitest'
import { firstAdmin, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { mailsSettled, useMailWorld } from '../../support/mailbox.ts'
import { keepSessions } from '../../support/sessions.ts'
import { tokenIn } from '../../support/smtpServer.ts'
import { until } from '../../support/until.ts'
import { expectProblem } from '../../support/world.ts'

const world = useMailWorld('mail-reset')
const fresh = 'a lantern on the hill'

const ask = (email: string) => nobody(world.server).post('/api/password', { email })
const redeem = (token: string, password = fresh) => nobody(world.server).put('/api/password', { token, password })
const enters = async ({ email }: Client, password: string) =>
  (await nobody(world.server).post('/api/session', { login: email, password })).status === 200

/** Asks for a link, and takes it out of the e-mail; the first one that comes proves the address. */
async function linkFor(person: Client): Promise<string> {
  const before = world.mailbox.of(person).length
  expect((await ask(person.email)).status).toBe(204)
  return tokenIn(await world.mailbox.arrived(person, before + 1), 'reset')
}

async function newcomer(): Promise<Client> {
  const lin = await member(world.server, 'lin')
  await world.mailbox.arrived(lin)
  return lin
}

test('who has forgotten the password sets another one, once, and every device is logged out', async () => {
  const { server } = world
  const lin = await newcomer()
  await server.identity(
    `INSERT INTO push_subscriptions (user_id, session_id, endpoint, endpoint_hash, p256dh, auth, device, created_at)
     SELECT user_id, id, 'https://push.example.org/x', SHA2(id, 256), 'x', 'x', 'Firefox', UTC_TIMESTAMP(3)
     FROM sessions WHERE user_id = ?`, [lin.id],
  )
  const socket = await lin.connect()
  const token = await linkFor(lin)
  expect((await redeem(token)).status).toBe(204)
  expect((await socket.closed).code).toBe(4401)
  expectProblem(await lin.get('/api/session'), 401, 'unauthenticated')
  expect(await server.identity('SELECT id FROM push_subscriptions WHERE user_id = ?', [lin.id])).toEqual([])
  expect([await enters(lin, lin.password), await enters(lin, fresh)]).toEqual([false, true])
  expectProblem(await redeem(token, 'yet another secret'), 404, 'not_found')
  const events = await server.identity('SELECT kind FROM security_events WHERE user_id = ?', [lin.id])
  expect(events.map(({ kind }) => kind)).toContain('password_reset')
  const [row] = await server.identity('SELECT email_verified_at FROM users WHERE id = ?', [lin.id])
  expect(row!.email_verified_at, 'the link has proved the address').not.toBeNull()
})

test('the answer is the same for everybody, and only an account that can be used gets an e-mail', async () => {
  const { server, mailbox } = world
  const root = await firstAdmin(server)
  const [lin, disabled, gone] = [await newcomer(), await newcomer(), await newcomer()]
  await root.patch(`/api/admin/users/${disabled.id}`, { disabled: true })
  await gone.delete('/api/account', { password: gone.password })
  const stranger = { email: `nobody-${lin.email}` }
  const answers = []
  for (const { email } of [stranger, disabled, gone, lin]) answers.push(await ask(email.toUpperCase()))
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  await mailbox.arrived(lin, 2)
  await mailsSettled(server)
  expect([stranger, disabled, gone].map(one => mailbox.of(one).length)).toEqual([0, 1, 1])
  expectProblem(await ask('not an address'), 400, 'invalid')
})

test('a link that was guessed or has expired sets nothing', async () => {
  const lin = await newcomer()
  const token = await linkFor(lin)
  expectProblem(await redeem(`${token}x`), 404, 'not_found')
  const [row] = await world.server.identity<{ minutes: number }>(
    'SELECT TIMESTAMPDIFF(SECOND, created_at, expires_at) / 60 AS minutes FROM tokens WHERE user_id = ?', [lin.id],
  )
  expect(Number(row!.minutes)).toBe(30)
  await world.server.identity('UPDATE tokens SET expires_at = UTC_TIMESTAMP(3) WHERE user_id = ?', [lin.id])
  expectProblem(await redeem(token), 404, 'not_found')
  expect(await enters(lin, lin.password)).toBe(true)
})

test('who asks takes no link away, and using one makes all of them void', async () => {
  const lin = await newcomer()
  const root = await firstAdmin(world.server)
  const handed = (await root.post(`/api/admin/users/${lin.id}/password-reset`)).body as unknown as { token: string }
  const [first, second] = [await linkFor(lin), await linkFor(lin)]
  expect((await redeem(first)).status).toBe(204)
  for (const token of [second, handed.token]) expectProblem(await redeem(token, 'once again'), 404, 'not_found')
})

test('neither the log nor a table has a secret of a link', async () => {
  const { server } = world
  const lin = await newcomer()
  const tokens = [tokenIn(await world.mailbox.arrived(lin), 'verify'), await linkFor(lin)]
  for (const page of ['verify', 'reset']) for (const token of tokens) {
    await nobody(server).get(`/${page}?token=${token}`)
  }
  for (const table of ['tokens', 'email_tokens', 'mails', 'mail_dead_letters']) {
    const text = JSON.stringify(await server.identity(`SELECT * FROM ${table}`))
    for (const token of tokens) expect(text).not.toContain(token)
  }
  await redeem(tokens[1]!)
  await until('the change to be in the log', () => server.readLog().includes('password_reset'))
  for (const secret of [...tokens, lin.email, fresh]) expect(server.readLog()).not.toContain(secret)
})

test('the pages work without a script', async () => {
  const { server, mailbox } = world
  const lin = await newcomer()
  const post = (path: string, fields: Record<string, string>) => nobody(server).ask({
    method: 'POST', path, body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect((await nobody(server).get('/login')).text).toContain('href="/forgot"')
  expect((await nobody(server).get('/forgot')).text).toContain('action="/forms/forgot"')
  expect((await post('/forms/forgot', { email: lin.email })).headers.location).toBe('/forgot?done=sent')
  const token = tokenIn(await mailbox.arrived(lin, 2), 'reset')
  expect((await post('/forms/reset', { token, password: fresh })).headers.location).toBe('/login?done=reset')
  expect(await enters(lin, fresh)).toBe(true)
})

test('a password is not set unless every session ends with it', async () => {
  const { server } = world
  const lin = await newcomer()
  const token = await linkFor(lin)
  const release = await keepSessions(server, lin)
  expect((await redeem(token)).status).toBe(500)
  await release()
  expect([await enters(lin, lin.password), await enters(lin, fresh)]).toEqual([true, false])
  expect((await redeem(token)).status).toBe(204)
  expectProblem(await lin.get('/api/session'), 401, 'unauthenticated')
})
