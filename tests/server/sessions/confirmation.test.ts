import { beforeAll, expect, test } from 'vitest'
import { body } from '../../support/admin.ts'
import { firstAdmin, group, guest, member, nobody } from '../../support/cast.ts'
import type { Answer, Client } from '../../support/client.ts'
import { expectProblem, useServer } from '../../support/world.ts'

const world = useServer('confirmation')
let root: Client
let spare: Client

beforeAll(async () => {
  root = await firstAdmin(world.server)
  spare = await member(world.server, 'spare')
})

/** As if the password had been given so many minutes ago. */
const age = (client: Client, minutes: number) =>
  world.server.identity(
    `UPDATE sessions SET confirmed_at = UTC_TIMESTAMP(3) - INTERVAL ${minutes} MINUTE WHERE user_id = ?`,
    [client.id],
  )
const confirm = (client: Client, password = client.password) => client.post('/api/session/confirmation', { password })

const dangerous: [string, (root: Client, target: Client) => Promise<Answer>, number][] = [
  ['giving a role', (root, { id }) => root.patch(`/api/admin/users/${id}`, { role: 'agent' }), 200],
  ['another e-mail', (root, { id }) => root.patch(`/api/admin/users/${id}`, { email: `moved-${id}@plaza.test` }), 200],
  ['disabling', (root, { id }) => root.patch(`/api/admin/users/${id}`, { disabled: true }), 200],
  ['a link for a new password', (root, { id }) => root.post(`/api/admin/users/${id}/password-reset`), 201],
  ['everything that is kept of a person', (root, { id }) => root.get(`/api/admin/users/${id}/export`), 200],
  ['deleting a person', (root, { id }) => root.delete(`/api/admin/users/${id}`), 204],
  [
    'another admin',
    (root, { id }) =>
      root.post('/api/admin/users', {
        email: `second-${id}@plaza.test`,
        username: `second-${id}`,
        password: 'a long enough secret',
        role: 'admin',
      }),
    201,
  ],
  ['who may register', root => root.patch('/api/admin/settings', { registration: 'open' }), 200],
  ['how long messages stay', root => root.patch('/api/admin/settings', { retentionDays: null }), 200],
]

test.each(dangerous)('%s needs a password that was given within half an hour', async (_name, deed, status) => {
  const target = await member(world.server, 'target')
  const state = async () =>
    JSON.stringify([
      await world.server.identity('SELECT id, role, email, disabled_at, deleted_at FROM users ORDER BY id'),
      await world.server.identity('SELECT id, purpose FROM tokens'),
    ])
  const before = await state()
  await age(root, 31)
  expectProblem(await deed(root, target), 403, 'password_required')
  expect(await state(), 'nothing has changed').toBe(before)
  await age(root, 29)
  expect((await deed(root, target)).status).toBe(status)
})

test('deleting a group and deleting many messages need the password too', async () => {
  const ada = await member(world.server, 'ada')
  const room = await group(ada)
  const message = await ada.say(room.id, 'to be kept')
  const many = { kind: 'message_deletion', messages: [{ roomId: room.id, seq: message.seq }] }
  await age(root, 31)
  expectProblem(await root.delete(`/api/admin/rooms/${room.id}`), 403, 'password_required')
  expectProblem(await root.post('/api/admin/jobs', many), 403, 'password_required')
  expect((await ada.history(room.id)).at(-1)?.body).toBe('to be kept')
  await confirm(root)
  expect((await root.delete(`/api/admin/rooms/${room.id}`)).status).toBe(204)
})

test('an admin who deletes a group through the routes of everybody needs the password too', async () => {
  const ada = await member(world.server, 'ada')
  const room = await group(ada, [root])
  const own = await group(root)
  const form = (path: string) =>
    root.ask({
      method: 'POST',
      path,
      body: `roomId=${room.id}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  await age(root, 31)
  await root.put(`/api/admin/rooms/${room.id}/members/${root.id}`, { role: 'owner' })
  const before = await world.server.fingerprint()
  expectProblem(await root.delete(`/api/rooms/${own.id}`), 403, 'password_required')
  expectProblem(await root.delete(`/api/rooms/${room.id}`), 403, 'password_required')
  const asked = await form('/forms/room-deletion')
  expect([asked.status, asked.headers.location]).toEqual([
    303,
    `/confirm?next=${encodeURIComponent(`/rooms/${room.id}?panel=details`)}`,
  ])
  expect(await world.server.fingerprint(), 'nothing has changed').toBe(before)
  await confirm(root)
  for (const { id } of [room, own]) expect((await root.delete(`/api/rooms/${id}`)).status).toBe(204)
})

test('what does little harm goes on without it', async () => {
  await age(root, 600)
  expect((await root.get('/api/admin/users')).status).toBe(200)
  expect((await root.patch(`/api/admin/users/${spare.id}`, { displayName: 'Spare' })).status).toBe(200)
  expect((await root.patch('/api/admin/settings', { banner: null })).status).toBe(200)
})

test('the password given again opens the way for this session and for no other', async () => {
  const laptop = await firstAdmin(world.server)
  await age(root, 31)
  expect((await root.get('/api/session/confirmation')).body).toEqual({ confirmedUntil: null })
  const answer = await confirm(root)
  expect(answer.status).toBe(200)
  const { confirmedUntil } = answer.body as unknown as { confirmedUntil: string }
  expect(Date.parse(confirmedUntil) - Date.now()).toBeGreaterThan(29 * 60_000)
  expect((await root.get('/api/session/confirmation')).body).toEqual({ confirmedUntil: expect.any(String) })
  expect((await root.post(`/api/admin/users/${spare.id}/password-reset`)).status).toBe(201)
  expectProblem(await laptop.post(`/api/admin/users/${spare.id}/password-reset`), 403, 'password_required')
})

test('a wrong password opens nothing, and says so at its field', async () => {
  await age(root, 31)
  const answer = await confirm(root, 'not the secret')
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors).toEqual([{ path: 'password', code: 'wrong_password' }])
  expectProblem(await root.post(`/api/admin/users/${spare.id}/password-reset`), 403, 'password_required')
})

test('for everybody else it is the same as before', async () => {
  expectProblem(await nobody(world.server).post('/api/session/confirmation', { password: 'x' }), 401, 'unauthenticated')
  expectProblem(await confirm(await guest(world.server), 'any'), 403, 'forbidden')
  expect((await confirm(spare)).status).toBe(200)
  expectProblem(await spare.delete(`/api/admin/users/${root.id}`), 404, 'not_found')
  expect(body(await root.get(`/api/admin/users/${root.id}`)).user.id).toBe(root.id)
})
