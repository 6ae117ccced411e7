import { globSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { askRaw } from '../../support/admin.ts'
import { firstAdmin, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { root as project } from '../../support/paths.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('admin-access')
let root: Client
let agent: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
  agent = await member(world.server, 'agent')
  await root.patch(`/api/admin/users/${agent.id}`, { role: 'agent' })
})

const folder = join(project, 'server/api/admin')
/** Every route there is, as the files say it: a new one is tested by being there. */
const routes = globSync('**/*.ts', { cwd: folder }).map((file) => {
  const [, path = '', method = ''] = /^(.*)\.(get|post|put|patch|delete)\.ts$/.exec(file) ?? []
  return {
    method: method.toUpperCase(),
    path: `/api/admin/${path}`.replace(/\/index$/, '').replaceAll(/\[\w+\]/g, '1'),
  }
})

test('there are routes to test', () => {
  expect(routes.length).toBeGreaterThan(35)
  expect(routes.every(route => route.method)).toBe(true)
})

test.each(routes)('$method $path does not exist for anybody but an admin', async ({ method, path }) => {
  const { server, mallory, gus } = world
  const input = method === 'GET'
    ? {}
    : {
        body: {
          kind: 'guest_tidy',
          days: 1,
          decision: 'dismiss',
          role: 'admin',
          disabled: true,
          registration: 'closed',
        },
      }
  const before = await server.identity('SELECT MAX(id) AS last FROM audit')
  await expectNoChange(world, async () => {
    for (const client of [nobody(server), mallory, gus, agent]) {
      expectProblem(await client.ask({ method, path, ...input }), 404, 'not_found')
    }
  })
  expect(await server.identity('SELECT MAX(id) AS last FROM audit')).toEqual(before)
})

test('what is not there answers an outsider as what is', async () => {
  const [there, not] = [await world.mallory.get('/api/admin/users'), await world.mallory.get('/api/admin/nothing')]
  expect(there.text).toBe(not.text)
  const { date: _1, ...one } = there.headers
  const { date: _2, ...two } = not.headers
  expect(one).toEqual(two)
})

const spellings = [
  '/admin', '/Admin', '/ADMIN', '/%61dmin', '/%41dmin', '//admin', '/admin/', '/admin//', '/./admin', '/admin?x=1',
  '/admin#x',
]
const pages = ['people', 'rooms', 'messages', 'reports', 'settings', 'audit'].flatMap(page => [
  `/admin/${page}`, `/Admin/${page.toUpperCase()}`,
])
const data = [
  '/admin/_payload.json', '/admin/people/_payload.json', '/admin/_payload.js', '/_payload.json?path=/admin',
  '/__nuxt_error?url=/admin', '/__nuxt_island/admin',
]

test.each([
  ...spellings, ...pages, '/admin/people/1', '/admin/rooms/1', ...data,
])('the page %s is a real 404 for everybody else', async (path) => {
  const { server, mallory, gus } = world
  for (const client of [nobody(server), mallory, gus, agent]) {
    const answer = await askRaw(server.origin, path, client.cookie)
    expect({ path, status: answer.status, location: answer.location }).toEqual({
      path,
      status: 404,
      location: undefined,
    })
    expect(answer.text).not.toMatch(/People|Audit log|newAccounts/)
  }
})

test.each([
  '/admin', '/admin/people', '/admin/rooms', '/admin/messages', '/admin/reports', '/admin/settings', '/admin/audit',
])('an admin sees %s, rendered by the server', async (path) => {
  const answer = await askRaw(world.server.origin, path, root.cookie)
  expect(answer.status).toBe(200)
  expect(answer.text).toMatch(/<h1/)
})

test.each([
  '/api/Admin/users', '/api/%61dmin/users', '//api/admin/users', '/api//admin/users', '/api/admin/users/',
  '/API/admin/users', '/api/admin/./users',
])('the route is closed as %s too', async (path) => {
  const { server, mallory, gus } = world
  for (const client of [nobody(server), mallory, gus, agent]) {
    const answer = await askRaw(server.origin, path, client.cookie, 'application/json')
    expect(answer.status, path).toBe(404)
    expect(answer.text).not.toContain(root.email)
  }
})

test('a foreign page cannot act for an admin', async () => {
  const headers = { origin: 'https://evil.example' }
  expectProblem(
    await root.ask({ method: 'PATCH', path: '/api/admin/settings', body: { guests: false }, headers }),
    403, 'forbidden',
  )
  expectProblem(
    await root.ask({
      method: 'PATCH',
      path: '/api/admin/settings',
      body: '{"guests":false}',
      headers: { 'content-type': 'text/plain' },
    }),
    415, 'unsupported_media_type',
  )
})
