import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { ApiToken } from '../../../shared/protocol/admin/adminFeature.ts'
import { auditOf, expectAdminsOnly } from '../../support/admin.ts'
import { firstAdmin, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { bearer, evaluate, makeToken, ofrepBody } from '../../support/ofrep.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('token')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const scopes = ['features:evaluate']
const tokens = async () => (await root.get('/api/admin/tokens?limit=200')).body as unknown as { tokens: ApiToken[] }
const detailsOf = async (id: number) => (await tokens()).tokens.find(token => token.id === id)
const statusOf = async (token: string) => (await evaluate(world.server, token, {})).status

test('a token is shown once, kept as a hash, and used by both headers', async () => {
  const { token, details } = await makeToken(root, { name: 'The shop' })
  expect(token).toMatch(/^plaza_[\w-]{43}$/)
  expect(details).toEqual({
    id: expect.any(Number), name: 'The shop', scopes, createdAt: expect.any(String), createdBy: expect.objectContaining(
      { id: root.id },
    ),
    expiresAt: null, lastUsedAt: null, usable: true,
  })
  const rows = await world.server.identity('SELECT * FROM api_tokens WHERE id = ?', [details.id])
  expect(String(rows[0]?.token_hash)).toBe(createHash('sha256').update(token).digest('hex'))
  expect(
    JSON.stringify([rows, await tokens(), await auditOf(root, 'token'), world.server.readLog()]),
  ).not.toContain(token.slice(6))
  expect(await statusOf(token)).toBe(200)
  expect((await evaluate(world.server, undefined, {}, undefined, { 'x-api-key': token })).status).toBe(200)
  expect(
    (
      await evaluate(world.server, undefined, {}, undefined, { 'authorization': 'Basic eDp5', 'x-api-key': token })
    ).status,
  ).toBe(200)
  const [entry] = await auditOf(root, 'token', details.id)
  expect(entry).toMatchObject(
    { action: 'token.created', actor: { id: root.id }, after: { name: 'The shop', scopes, expiresAt: null } },
  )
})

test('its use is written down to the minute', async () => {
  const { token, details } = await makeToken(root)
  const before = Math.floor(Date.now() / 60_000) * 60_000
  expect(await statusOf(token)).toBe(200)
  const at = await until(
    'the use to be written', async () => (await detailsOf(details.id))?.lastUsedAt ?? undefined, 15_000,
  )
  expect(Date.parse(at)).toBeGreaterThanOrEqual(before)
  expect(Date.parse(at) % 60_000).toBe(0)
})

test('without a token, with a wrong one or with a cookie alone it is a 401', async () => {
  const { token } = await makeToken(root)
  const others = [
    undefined, 'x', 'plaza_', `plaza_${'a'.repeat(43)}`, token.slice(0, -1), `${token}x`, `${token} x`,
    'plaza_'.repeat(1000),
  ]
  for (const wrong of others) {
    const answer = await evaluate(world.server, wrong, {})
    expect(
      { wrong, status: answer.status, bearer: answer.headers['www-authenticate'] },
    ).toEqual({ wrong, status: 401, bearer: 'Bearer' })
    expect(ofrepBody(answer)).toEqual({ errorCode: 'GENERAL', errorDetails: expect.any(String) })
  }
  const path = '/ofrep/v1/evaluate/flags'
  expect((await root.ask({ method: 'POST', path, body: { context: {} } })).status).toBe(401)
  expect((await root.ask({ method: 'POST', path: `${path}?token=${token}`, body: { context: {} } })).status).toBe(401)
})

test('a token is good for nothing else', async () => {
  const { token } = await makeToken(root)
  for (const path of ['/api/session', '/api/rooms', '/api/users?query=a']) {
    expectProblem(
      await world.mallory.ask({ method: 'GET', path, headers: { ...bearer(token), cookie: undefined } }), 401,
      'unauthenticated',
    )
  }
  expectProblem(
    await world.mallory.ask({ method: 'GET', path: '/api/admin/features', headers: bearer(token) }), 404, 'not_found',
  )
})

test('a revoked token does nothing from then on, and is gone from the list', async () => {
  const { token, details } = await makeToken(root)
  expect(await statusOf(token)).toBe(200)
  expect((await root.delete(`/api/admin/tokens/${details.id}`)).status).toBe(204)
  expect(await statusOf(token)).toBe(401)
  expect(await detailsOf(details.id)).toBeUndefined()
  expect((await root.delete(`/api/admin/tokens/${details.id}`)).status).toBe(204)
  expect(
    (await auditOf(root, 'token', details.id)).map(({ action }) => action),
  ).toEqual(['token.revoked', 'token.created'])
  expectProblem(await root.delete('/api/admin/tokens/999999'), 404, 'not_found')
})

test('an expired one does nothing, and says so in the list', async () => {
  expectProblem(
    await root.post('/api/admin/tokens', { name: 'x', scopes, expiresAt: '2020-01-01T00:00:00.000Z' }), 400, 'invalid',
  )
  const { token, details } = await makeToken(root, { expiresAt: new Date(Date.now() + 8_000).toISOString() })
  expect(await statusOf(token)).toBe(200)
  await until('the token to expire', async () => await statusOf(token) === 401)
  expect(await detailsOf(details.id)).toMatchObject({ usable: false })
})

test('the tokens of an admin end with being one, and are good again when they are one again', async () => {
  const eve = await member(world.server, 'eve')
  await root.patch(`/api/admin/users/${eve.id}`, { role: 'admin' })
  await eve.post('/api/session', { login: eve.email, password: eve.password })
  const { token, details } = await makeToken(eve)
  expect(await statusOf(token)).toBe(200)
  for (const change of [{ role: 'user' }, { role: 'admin', disabled: true }]) {
    await root.patch(`/api/admin/users/${eve.id}`, change)
    await until('the token to be void', async () => await statusOf(token) === 401)
    expect(await detailsOf(details.id)).toMatchObject({ usable: false, createdBy: { id: eve.id } })
    await root.patch(`/api/admin/users/${eve.id}`, { role: 'admin', disabled: false })
    await until('the token to be good', async () => await statusOf(token) === 200)
  }
})

test.each([
  ['no name', { scopes }, 'name'],
  ['a name that nobody sees', { name: '\u200B', scopes }, 'name'],
  ['no scope', { name: 'x', scopes: [] }, 'scopes'],
  ['a scope that there is not', { name: 'x', scopes: ['everything'] }, 'scopes.0'],
])('%s is refused', async (_, input, path) => {
  const answer = await root.post('/api/admin/tokens', input)
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors?.map(error => error.path)).toContain(path)
})

test('making one needs the password given lately; for anybody but an admin there is nothing', async () => {
  const { details } = await makeToken(root)
  await expectAdminsOnly(world, client => client.post('/api/admin/tokens', { name: 'x', scopes }))
  await expectAdminsOnly(world, client => client.get('/api/admin/tokens'))
  await expectAdminsOnly(world, client => client.delete(`/api/admin/tokens/${details.id}`))
  expect(await detailsOf(details.id)).toMatchObject({ usable: true })
  await world.server.identity(
    'UPDATE sessions SET confirmed_at = ? WHERE user_id = ?', ['2020-01-01 00:00:00', root.id],
  )
  expectProblem(await root.post('/api/admin/tokens', { name: 'x', scopes }), 403, 'password_required')
  expect((await root.post('/api/session/confirmation', { password: root.password })).status).toBeLessThan(300)
})
