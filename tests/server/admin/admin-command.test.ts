import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { auditOf, body } from '../../support/admin.ts'
import { firstAdmin, guest, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { freshPair } from '../../support/database.ts'
import { node, root as project, testData } from '../../support/paths.ts'
import { unique } from '../../support/random.ts'
import { admin } from '../../support/server.ts'
import { until, within } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('admin-command')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

interface Ran { code: number, output: string }

/** `npm run admin -- …` on the machine of the server, with the databases that it has. */
function run(
  args: string[], { input = '', env = {} }: { input?: string, env?: Record<string, string> } = {},
): Promise<Ran> {
  const { identity, chat } = world.server.databases
  const configured = { ...process.env, NUXT_DATABASE_IDENTITY_URL: identity, NUXT_DATABASE_CHAT_URL: chat, ...env }
  return new Promise((resolve) => {
    const child = execFile(
      node,
      [join(project, 'scripts/admin.mjs'), ...args],
      { env: configured },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr })
      },
    )
    child.stdin?.end(input)
  })
}

const logIn = (login: string, password: string) => nobody(world.server).post('/api/session', { login, password })
const passwordIn = ({ output }: Ran) => /Password \(shown once\): {2}(\S+)/.exec(output)?.[1] ?? ''

test('without a command it says what it can do, and changes nothing', async () => {
  for (const args of [[], ['--help']]) {
    const { code, output } = await run(args)
    expect(code).toBe(0)
    for (const command of ['list', 'make <email>', 'reset-password <email>', 'lift-bans [address]']) {
      expect(output).toContain(command)
    }
  }
})

test('what it does not understand it refuses, a password on the command line too', async () => {
  const before = await world.server.identity('SELECT id FROM audit')
  for (const args of [
    ['constructor'],
    ['make', 'new@plaza.test', 'a password'],
    ['make', '--password=secret'],
    ['make', 'no-address'],
    ['reset-password', 'nobody@plaza.test'],
    ['lift-bans', '203.0.113.9'],
  ]) {
    const { code, output } = await run(args)
    expect(code, output).toBe(1)
    expect(output).not.toMatch(/at .*:\d+:\d+|SELECT |node_modules/)
  }
  expect(await world.server.identity('SELECT id FROM audit')).toEqual(before)
  expect(await world.server.identity('SELECT id FROM users WHERE email = ?', ['new@plaza.test'])).toEqual([])
})

test('the admins are listed, also one who is disabled, and nobody else', async () => {
  const email = `${unique('second')}@plaza.test`
  await run(['make', email])
  const { users } = body(await root.get(`/api/admin/users?query=${email}`))
  expect((await root.patch(`/api/admin/users/${users[0]?.id}`, { disabled: true })).status).toBe(200)
  const { code, output } = await run(['list'])
  expect(code).toBe(0)
  expect(output).toContain(`${root.user.username}\t${admin.email}\tlast seen`)
  expect(output).toContain(`${email}\tdisabled`)
  expect(output).not.toContain(world.ada.email)
})

test('a new admin has an account with a password that is shown once, and is in the square', async () => {
  const name = unique('boss')
  const made = await run(['make', `${name}@plaza.test`])
  expect(made).toMatchObject({
    code: 0,
    output: expect.stringContaining(`${name} (${name}@plaza.test) is a new account with the role admin.`),
  })
  const answer = await logIn(`${name}@plaza.test`, passwordIn(made))
  expect(answer.body.user).toMatchObject({ role: 'admin', username: name })
  const [entry] = await auditOf(root, 'user', answer.body.user.id)
  expect(entry).toMatchObject({ action: 'user.created', actor: null, address: 'npm run admin' })
  expect(JSON.stringify(entry)).not.toContain(passwordIn(made))
})

test('a name that is taken leads to another, and a bad password to no account', async () => {
  const email = `${world.ada.user.username}@elsewhere.test`
  const short = await run(['make', email, '--password-stdin'], { input: 'short\n' })
  expect(short).toMatchObject({ code: 1, output: expect.stringContaining('password: too_short') })
  expect(await world.server.identity('SELECT id FROM users WHERE email = ?', [email])).toEqual([])
  const made = await run(['make', email, '--password-stdin'], { input: 'typed by a person\n' })
  expect(made.code, made.output).toBe(0)
  expect(made.output).not.toContain('typed by a person')
  expect((await logIn(email, 'typed by a person')).body.user).toMatchObject({
    role: 'admin',
    username: expect.not.stringMatching(`^${world.ada.user.username}$`),
  })
})

test('an account that is there keeps its password and is an admin from then on', async () => {
  const olga = await member(world.server, 'olga')
  expectProblem(await olga.get('/api/admin/overview'), 404, 'not_found')
  const made = await run(['make', olga.email.toUpperCase()])
  expect(made.code, made.output).toBe(0)
  expect(passwordIn(made)).toBe('')
  expect((await olga.get('/api/admin/overview')).status).toBe(200)
  expect(await auditOf(root, 'user', olga.id)).toMatchObject([
    { action: 'user.role_changed', address: 'npm run admin', before: { role: 'user' }, after: { role: 'admin' } },
  ])
})

test('a new password ends every session, open sockets and links for a new password, and is in the log', async () => {
  const { server, ada } = world
  const lost = await member(server, 'lost')
  const socket = await lost.connect()
  const { token } = body(await root.post(`/api/admin/users/${lost.id}/password-reset`))
  expect(token).toMatch(/^[\w-]+$/)
  expect(await server.identity('SELECT place FROM login_places WHERE user_id = ?', [lost.id])).not.toEqual([])
  const reset = await run(['reset-password', lost.email])
  expect(reset.code, reset.output).toBe(0)
  expect((await within(20_000, 'the socket to close', socket.closed)).code).toBe(4401)
  expectProblem(await lost.get('/api/session'), 401, 'unauthenticated')
  expectProblem(await logIn(lost.email, lost.password), 401, 'unauthenticated')
  expect(await server.identity('SELECT id FROM tokens WHERE user_id = ?', [lost.id])).toEqual([])
  expect(
    await server.identity('SELECT place FROM login_places WHERE user_id = ?', [lost.id]),
    'whoever knew the old password is a stranger',
  ).toEqual([])
  expect((await logIn(lost.email, passwordIn(reset))).status).toBe(200)
  const [entry] = await auditOf(root, 'user', lost.id)
  expect(entry).toMatchObject({ action: 'user.password_reset', actor: null, address: 'npm run admin' })
  expect((await ada.get('/api/session')).status, 'nobody else is logged out').toBe(200)
})

test('an admin who has banned their own address comes in again when the ban is lifted', async () => {
  const spammer = await guest(world.server, 'spammer')
  const said = await spammer.say(spammer.square.id, 'buy this')
  await world.ada.put(`/api/rooms/${spammer.square.id}/messages/${said?.seq}/report`, { reason: 'spam' })
  const report = body(await root.get('/api/admin/reports?limit=200')).reports.find(one => one.author?.id === spammer.id)
  expect((await root.patch(`/api/admin/reports/${report!.id}`, { decision: 'ban' })).status).toBe(200)
  expectProblem(await logIn(admin.email, admin.password), 403, 'forbidden')

  expect(await run(['lift-bans', '203.0.113.9'])).toMatchObject({ code: 1, output: '203.0.113.9 is not banned.\n' })
  expectProblem(await logIn(admin.email, admin.password), 403, 'forbidden')
  expect(await run(['lift-bans'])).toEqual({ code: 0, output: 'Lifted: 127.0.0.1\n' })
  await until(
    'the running server to notice',
    async () => (await logIn(admin.email, admin.password)).status === 200,
  )
  expect((await auditOf(root, 'ban'))[0]).toMatchObject({
    action: 'ban.lifted',
    actor: null,
    address: 'npm run admin',
    before: { address: '127.0.0.1' },
  })
  expect(await run(['lift-bans'])).toEqual({ code: 0, output: 'No address is banned.\n' })
})

test('a ban is lifted by whatever form of its address, and no other', async () => {
  const ban = (address: string) =>
    world.server.identity('INSERT INTO bans (address, created_by, created_at) VALUES (?, ?, NOW(3))', [
      address, root.id,
    ])
  for (const address of ['203.0.113.7', '2001:db8:0:1::/64', '203.0.113.8']) await ban(address)
  expect(await run(['lift-bans', '::ffff:203.0.113.7'])).toEqual({ code: 0, output: 'Lifted: 203.0.113.7\n' })
  expect(await run(['lift-bans', '2001:DB8:0:1:AAAA::1'])).toEqual({ code: 0, output: 'Lifted: 2001:db8:0:1::/64\n' })
  expect(await run(['lift-bans', '203.0.113.8'])).toEqual({ code: 0, output: 'Lifted: 203.0.113.8\n' })
})

test('a common password is refused here too, and a new one forgets where the account was used from', async () => {
  const lost = await member(world.server, 'lost')
  const places = () => world.server.identity('SELECT 1 FROM login_places WHERE user_id = ?', [lost.id])
  expect(await places()).not.toEqual([])
  for (const bad of ['password123', lost.email, lost.user.username]) {
    expect((await run(['reset-password', lost.email, '--password-stdin'], { input: `${bad}\n` })).code, bad).toBe(1)
  }
  expect((await logIn(lost.email, lost.password)).status).toBe(200)
  expect((await run(['reset-password', lost.email])).code).toBe(0)
  expect(await places()).toEqual([])
})

test('where nothing runs it says so', async () => {
  const missing = freshPair()
  const silent = `mysql://root@localhost/x?socketPath=${encodeURIComponent(join(testData, 'no.sock'))}`
  for (const [identity, chat] of [[missing.identity, missing.chat], [silent, silent]]) {
    const { code, output } = await run(['list'], {
      env: { NUXT_DATABASE_IDENTITY_URL: identity!, NUXT_DATABASE_CHAT_URL: chat! },
    })
    expect({ code, output }).toEqual({
      code: 1,
      output: 'The databases do not answer, or are not there yet. Does Plaza run? Start it with `npm start`.\n',
    })
  }
})
