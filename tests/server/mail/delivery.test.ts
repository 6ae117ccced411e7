import { expect, test } from 'vitest'
import { firstAdmin, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { mailOverview, mailsDueNow, mailsOf, mailsSettled, refusals, useMailWorld } from '../../support/mailbox.ts'
import { unique } from '../../support/random.ts'
import { until } from '../../support/until.ts'
import { expectProblem } from '../../support/world.ts'

const world = useMailWorld('mail-delivery', { NUXT_LIMITS: 'on', NUXT_MAIL_TIMEOUT: '3' })

/** Registers while the server answers so to the address. */
async function register(manner: number | 'never' | 'take'): Promise<Client> {
  const [username, password] = [unique('lin'), 'a long secret']
  const client = Object.assign(nobody(world.server), { email: `${username}@plaza.test`, password })
  world.mailbox.manners.set(client.email, manner)
  const answer = await client.post('/api/users', { email: client.email, username, password })
  expect(answer.status).toBe(201)
  client.user = answer.body.user
  return client
}

const attemptsFor = ({ email }: Client) => world.mailbox.attempts.filter(address => address === email).length
/** Does what makes so many attempts fail, and waits until that is written down. */
async function failing<T>(work: () => Promise<T>, count = 1): Promise<T> {
  const before = refusals(world.server)
  const result = await work()
  await until('it to be written down', () => refusals(world.server) >= before + count, 15_000)
  return result
}

test('what is refused for now is tried again, and arrives', async () => {
  const { server, mailbox } = world
  const lin = await failing(() => register(421))
  mailbox.manners.delete(lin.email)
  await mailsDueNow(server)
  await mailbox.arrived(lin)
  await mailsSettled(server)
})

test('an address that does not exist is given up at once, and an admin sees that', async () => {
  const lin = await failing(() => register(550))
  expect(attemptsFor(lin)).toBe(1)
  const { lost, lastLost, waiting: left } = await mailOverview(world.server)
  expect({ lost, lastLost, left }).toEqual({
    lost: 1, left: 0, lastLost: { kind: 'verification', reason: '550', at: expect.stringMatching(/Z$/) },
  })
})

test('after eight attempts an e-mail is given up', async () => {
  const { server } = world
  const lin = await failing(() => register(450))
  for (let n = 1; n < 8; n++) await failing(() => mailsDueNow(server))
  expect(await mailsOf(server, lin, 'verification')).toEqual([])
  expect(attemptsFor(lin)).toBe(8)
  expect((await mailOverview(server)).lastLost).toMatchObject({ reason: '450' })
})

test('a server that says nothing holds up neither people nor other e-mails', async () => {
  const { server, mailbox } = world
  const silent = await failing(async () => {
    const client = await register('never')
    await until('the server to be asked', () => attemptsFor(client) === 1)
    await mailbox.arrived(await member(server, 'max'))
    return client
  })
  expect(server.readLog()).toContain('"reason":"timeout"')
  expect(await mailsOf(server, silent, 'verification')).toHaveLength(1)
  mailbox.manners.delete(silent.email)
  await mailsDueNow(server)
  await mailbox.arrived(silent)
})

test('what a node had claimed when it died is sent by another', async () => {
  const { server, mailbox } = world
  const lin = await member(server, 'lin')
  await mailbox.arrived(lin)
  await server.identity(
    `INSERT INTO mails (kind, user_id, address, attempts, created_at, next_at)
     VALUES ('verification', ?, ?, 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 1 SECOND)`, [lin.id, lin.email],
  )
  await mailbox.arrived(lin, 2)
})

test('an admin sends a test, and is told what the mail server says', async () => {
  const { server, mailbox, mallory } = world
  const root = await firstAdmin(server)
  const send = async () =>
    ((await root.post('/api/admin/mail/test')).body as unknown as { test: object }).test
  expect(await send()).toEqual({ sent: true })
  expect((await mailbox.arrived(root)).subject).toBe('Test e-mail · Plaza')
  mailbox.manners.set(root.email, 552)
  expect(await send()).toEqual({ sent: false, reason: '552' })
  mailbox.manners.set(root.email, 'never')
  expect(await send()).toEqual({ sent: false, reason: 'timeout' })
  mailbox.manners.delete(root.email)
  for (const client of [mallory, nobody(server)]) {
    expectProblem(await client.post('/api/admin/mail/test'), 404, 'not_found')
  }
})

test('links are asked for so often, for an account and from an address', async () => {
  const { server, mailbox } = world
  const lin = await member(server, 'lin')
  await mailbox.arrived(lin)
  for (let n = 0; n < 5; n++) expect((await lin.post('/api/account/email/verification')).status).toBe(204)
  expectProblem(await lin.post('/api/account/email/verification'), 429, 'rate_limited')
  const ask = (email: string) => nobody(server).post('/api/password', { email })
  for (let n = 0; n < 8; n++) expect((await ask(n % 2 ? lin.email : lin.email.toUpperCase())).status).toBe(204)
  await mailsSettled(server)
  const resets = mailbox.of(lin).filter(({ subject }) => subject?.includes('Choose a new password'))
  expect(resets).toHaveLength(5)
  for (let n = 8; n < 20; n++) await ask(`nobody-${n}@plaza.test`)
  expectProblem(await ask('nobody@plaza.test'), 429, 'rate_limited')
})

test('while the mail server is away everything works, and the e-mail comes when it is back', async () => {
  const { server, mailbox } = world
  const lin = await mailbox.away(() => failing(() => register('take')))
  expect(server.readLog()).toContain('"reason":"unreachable"')
  await mailsDueNow(server)
  await mailbox.arrived(lin)
})
