import { beforeAll, expect, test } from 'vitest'
import { firstAdmin, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { bearer, EventReader, makeToken, streamUrl } from '../../support/ofrep.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

// Pages of other origins may evaluate flags with a token, and nothing else.

const world = useWorld('ofrep-origin', { NUXT_LIMITS: 'on' })
let root: Client
let token: string
beforeAll(async () => {
  root = await firstAdmin(world.server)
  token = (await makeToken(root)).token
})

const flags = '/ofrep/v1/evaluate/flags'
const foreign = { 'origin': 'https://shop.example', 'sec-fetch-site': 'cross-site' }
const ask = (method: string, path: string, headers: Record<string, string> = {}, body: unknown = { context: {} }) =>
  nobody(world.server).ask({ method, path, ...(method === 'POST' && { body }), headers: { ...foreign, ...headers } })
const preflight = (path: string, method = 'POST') =>
  ask(
    'OPTIONS', path,
    { 'access-control-request-method': method, 'access-control-request-headers': 'authorization,content-type' },
  )

test.each([flags, `${flags}/guest-entry`])('a browser may ask %s from another origin', async (path) => {
  const allowed = await preflight(path)
  expect(allowed.status).toBe(204)
  expect(allowed.headers).toMatchObject({ 'access-control-allow-origin': '*', 'access-control-allow-methods': 'POST' })
  for (const name of ['authorization', 'x-api-key', 'content-type', 'if-none-match']) {
    expect(allowed.headers['access-control-allow-headers']?.toLowerCase()).toContain(name)
  }
  const answer = await ask('POST', path, bearer(token))
  expect(answer.status, answer.text).toBe(200)
  expect(answer.headers).toMatchObject(
    { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag, Retry-After' },
  )
})

test('no cookie is ever asked for or given, and one that comes counts for nothing', async () => {
  for (const answer of [
    await preflight(flags), await ask('POST', flags, bearer(token)), await ask('POST', flags, { cookie: root.cookie }),
  ]) {
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
    expect(answer.headers).not.toHaveProperty('set-cookie')
  }
  expect((await ask('POST', flags, { cookie: root.cookie })).status).toBe(401)
})

test('a refusal can be read from another origin too', async () => {
  for (const answer of [
    await ask('POST', flags), await ask('POST', flags, bearer(token), '{'), await ask('GET', flags),
    await ask('POST', '/ofrep/v1/nothing'),
  ]) {
    expect(answer.headers['access-control-allow-origin']).toBe('*')
  }
})

test('the stream can be read from another origin', async () => {
  const reader = await EventReader.open(await streamUrl(world.server, token), foreign)
  expect(
    { status: reader.status, origin: reader.response.headers['access-control-allow-origin'] },
  ).toEqual({ status: 200, origin: '*' })
  reader.close()
})

test.each(
  [
    '/api/session', '/api/features', '/api/admin/features', '/api/site', '/', '/rooms', '/forms/login', '/metrics',
    '/ofrep', '/ofrepx/v1/evaluate/flags', '/OFREP/v1/evaluate/flags', '/api/../ofrep/v1/x',
  ],
)(
  'nothing of %s is open to other origins', async (path) => {
    for (const method of ['OPTIONS', 'GET', 'POST']) {
      const answer = await ask(method, path, bearer(token))
      expect(answer.headers, `${method} ${path}`).not.toHaveProperty('access-control-allow-origin')
      expect(answer.status === 200 && method !== 'GET', `${method} ${path}`).toBe(false)
    }
  })

test('a preflight for what is not there is refused, and writes of other origins stay closed', async () => {
  expect((await preflight('/ofrep/v1/nothing')).status).toBe(404)
  expectProblem(await ask('POST', '/api/guests', bearer(token), { username: 'x' }), 403, 'forbidden')
  expectProblem(await ask('POST', '/api/admin/tokens', bearer(token), {}), 403, 'forbidden')
})

test('a Host that is none, and one that is not ours, are refused in the form of OFREP', async () => {
  for (const [host, status] of [['a b', 400], ['evil.example', 421]] as const) {
    const answer = await ask('POST', flags, { ...bearer(token), host })
    expect({ status: answer.status, body: answer.body }).toMatchObject(
      { status, body: { errorCode: expect.any(String) } },
    )
  }
})

test('guessing is answered 429 soon, while tokens that are good go on from the same address', async () => {
  let refused = 0
  for (let n = 0; n < 70; n++) {
    const answer = await ask('POST', flags, bearer(`plaza_${String(n).padStart(43, 'a')}`))
    if (answer.status !== 429) continue
    refused++
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(answer.body).toMatchObject({ errorCode: 'GENERAL' })
  }
  expect(refused).toBeGreaterThan(5)
  const { token: fresh } = await makeToken(root)
  for (const good of [token, fresh]) expect((await ask('POST', flags, bearer(good))).status).toBe(200)
})
