import { beforeAll, expect, test } from 'vitest'
import { firstAdmin, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

// A link that an admin made carries the rights of that admin: it must not outlive them.

const world = useWorld('admin-link')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

async function anotherAdmin(): Promise<Client> {
  const evil = await member(world.server, 'evil')
  await root.patch(`/api/admin/users/${evil.id}`, { role: 'admin' })
  await evil.post('/api/session', { login: evil.email, password: evil.password })
  return evil
}

const secretOf = (answer: { text: string }) => (JSON.parse(answer.text) as { token: string }).token

test.each([
  ['demoted', { role: 'user' }],
  ['disabled', { disabled: true }],
])('a link for a new password is void once its maker is %s', async (_what, patch) => {
  const evil = await anotherAdmin()
  const token = secretOf(await evil.post(`/api/admin/users/${world.ada.id}/password-reset`))
  expect((await root.patch(`/api/admin/users/${evil.id}`, patch)).status).toBe(200)
  expectProblem(
    await nobody(world.server).put('/api/password', { token, password: 'a stolen account' }),
    404, 'not_found',
  )
  expect(
    (await world.ada.twin().post('/api/session', { login: world.ada.email, password: world.ada.password })).status,
  ).toBe(200)
})

test('an invitation too', async () => {
  const evil = await anotherAdmin()
  await root.patch('/api/admin/settings', { registration: 'invitation' })
  const invitation = secretOf(await evil.post('/api/admin/invitations', { maxUses: 5 }))
  const register = () => {
    const username = unique('invited')
    const fields = { email: `${username}@plaza.test`, username, password: 'a long enough secret', invitation }
    return nobody(world.server).post('/api/users', fields)
  }
  expect((await register()).status).toBe(201)
  await root.patch(`/api/admin/users/${evil.id}`, { role: 'user' })
  expectProblem(await register(), 400, 'invalid')
  await root.patch('/api/admin/settings', { registration: 'open' })
})

test('the links of whoever is still an admin work', async () => {
  const grumpy = await member(world.server, 'grumpy')
  const token = secretOf(await root.post(`/api/admin/users/${grumpy.id}/password-reset`))
  expect((await nobody(world.server).put('/api/password', { token, password: 'a new long secret' })).status).toBe(204)
})
