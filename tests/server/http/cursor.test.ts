import { beforeAll, expect, test } from 'vitest'
import { firstAdmin, group, guest, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('cursor')
let root: Client
let lists: { path: string, client: Client }[]

/** Every list of the API that has pages, with two rows at least. */
beforeAll(async () => {
  const { ada, grace, server } = world
  root = await firstAdmin(server)
  const room = await group(ada, [grace])
  await group(ada)
  await nobody(server).post('/api/session', { login: ada.email, password: ada.password })
  for (let n = 0; n < 2; n++) {
    const { seq } = await ada.say(room.id, `spam ${n}`)
    await grace.put(`/api/rooms/${room.id}/messages/${seq}/report`, { reason: 'spam' })
    await root.post('/api/admin/invitations', { note: `${n}` })
    await server.chat(
      'INSERT INTO jobs (kind, params, state, created_at, updated_at) VALUES (?, ?, ?, NOW(3), NOW(3))',
      ['guest_tidy', '{}', 'done'],
    )
    await server.identity('INSERT INTO bans (address, created_by, created_at) VALUES (?, ?, NOW(3))', [
      `192.0.2.${n}`, root.id,
    ])
  }
  const admin = [
    'users', 'users?sort=username', 'users?sort=oldest', 'rooms', 'rooms?sort=name', 'rooms?sort=members',
    'rooms?sort=newest', 'messages', `messages?room=${room.id}`, 'reports', 'jobs', 'invitations', 'bans', 'audit',
  ]
  lists = [
    ...[
      '/api/users', '/api/rooms', '/api/rooms/directory', `/api/rooms/${room.id}/members`,
      '/api/account/security-events',
    ].map(path => ({ path, client: ada })),
    ...admin.map(path => ({ path: `/api/admin/${path}`, client: root })),
  ]
})

const withCursor = (path: string, cursor: string) =>
  `${path}${path.includes('?') ? '&' : '?'}limit=1&cursor=${encodeURIComponent(cursor)}`
const firstPage = ({ path, client }: { path: string, client: Client }) =>
  client.get(`${path}${path.includes('?') ? '&' : '?'}limit=1`)

test('a cursor tells nothing, not even the length of a name, and leads on', async () => {
  for (const list of lists) {
    const { cursor = '' } = (await firstPage(list)).body
    expect(cursor, list.path).toMatch(/^[\w-]{40,}$/)
    expect(Buffer.from(cursor, 'base64url').toString('latin1'), list.path).not.toMatch(
      /ada|grace|mallory|root|lobby|^[\d.]+$/,
    )
    expect((await firstPage(list)).body.cursor, list.path).toHaveLength(cursor.length)
    const next = await list.client.get(withCursor(list.path, cursor))
    expect(next.status, `${list.path}: ${next.text}`).toBe(200)
  }
})

test('the cursor after a short name is as long as the one after a long name', async () => {
  const { server, ada } = world
  const base = unique('z').slice(0, 12)
  for (const name of [`${base}a`, `${base}bbbbbbbbbbbb`, `${base}c`]) await member(server, name.slice(0, 20))
  const first = (await ada.get(`/api/users?query=${base}&limit=1`)).body.cursor ?? ''
  const second = (await ada.get(withCursor(`/api/users?query=${base}`, first))).body.cursor ?? ''
  expect(second).toHaveLength(first.length)
})

test('a cursor that was made up, changed, or is of another list or order is invalid everywhere', async () => {
  const strange = [
    '1e999', 'NaN', 'MWU5OTk', 'TmFO', 'LTE', '9'.repeat(100), 'A'.repeat(1200), '%00', '!!',
    Buffer.from('9007199254740993.1').toString('base64url'),
  ]
  const cursors = await Promise.all(
    lists.map(async list => ({ path: list.path, cursor: (await firstPage(list)).body.cursor ?? '' })),
  )
  for (const list of lists) {
    const cursor = cursors.find(({ path }) => path === list.path)?.cursor ?? ''
    const changed = cursor.slice(0, -2) + (cursor.endsWith('A') ? 'Bg' : 'AA')
    const foreign = cursors.filter(({ path }) => !sameList(path, list.path)).map(({ cursor }) => cursor)
    for (const bad of [...strange, changed, cursor.slice(0, 20), ...foreign]) {
      const answer = await list.client.get(withCursor(list.path, bad))
      expectProblem(answer, 400, 'invalid')
      expect(answer.body.errors?.map(error => error.path)).toEqual(['cursor'])
    }
  }
})

test('a cursor from before the key was lost is invalid', async () => {
  const { server, ada } = world
  const { cursor = '' } = (await ada.get('/api/users?limit=1')).body
  await server.identity('DELETE FROM settings WHERE id = 2')
  await server.restart()
  expectProblem(await ada.get(withCursor('/api/users', cursor)), 400, 'invalid')
  expect((await ada.get('/api/users?limit=1')).status).toBe(200)
})

test('a guest does not learn from a page or its cursor that there are people they may not see', async () => {
  const { server } = world
  const base = unique('veil')
  const hidden = await Promise.all(['a', 'b', 'c'].map(end => member(server, `${base}${end}`)))
  const gus = await guest(server, `${base}z`)
  for (const person of hidden) await person.delete(`/api/rooms/${gus.square.id}/membership`)
  const page = (await gus.get(`/api/users?query=${base}&limit=1`)).body
  expect(page.users.map(user => user.id)).toEqual([gus.user.id])
  expect(page.cursor).toBeUndefined()
  expect((await gus.get(`/api/users?query=${hidden[0]!.user.username}&limit=1`)).body).toEqual({ users: [] })
})

/** `/messages` of everywhere and of a room go on from the same kind of place. */
function sameList(one: string, other: string): boolean {
  const name = (path: string) => path.replace(/\?room=\d+$/, '')
  return name(one) === name(other)
}
