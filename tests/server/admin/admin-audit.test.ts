import { get } from 'node:http'
import { beforeAll, expect, test } from 'vitest'
import type { AuditEntry } from '../../../shared/protocol/admin/adminAudit.ts'
import { body } from '../../support/admin.ts'
import { firstAdmin, group, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { openInbox } from '../../support/support.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('admin-audit')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

test('accounts and rooms are one log, newest first, in pages without a hole', async () => {
  const person = await member(world.server, 'logged')
  const room = await group(world.ada)
  for (let n = 0; n < 4; n++) {
    await root.patch(`/api/admin/users/${person.id}`, { displayName: `name ${n}` })
    await root.patch(`/api/admin/rooms/${room.id}`, { topic: `topic ${n}` })
  }
  const all = body(await root.get('/api/admin/audit?limit=200')).entries
  expect(all.slice(0, 8).map(entry => entry.action)).toEqual(
    Array.from({ length: 4 }, () => ['room.updated', 'user.updated']).flat(),
  )
  expect(all[0]).toMatchObject({ before: { topic: 'topic 2' }, after: { topic: 'topic 3' }, targetId: room.id })
  const seen: AuditEntry[] = []
  for (let cursor = '', first = true; first || cursor; first = false) {
    const page = body(await root.get(`/api/admin/audit?limit=3${cursor && `&cursor=${cursor}`}`))
    seen.push(...page.entries)
    cursor = page.cursor ?? ''
  }
  expect(seen).toEqual(all)
})

/** What every page of the log has, one after the other. */
async function allPages(query: string, limit = 3): Promise<AuditEntry[]> {
  const seen: AuditEntry[] = []
  for (let cursor = '', first = true; first || cursor; first = false) {
    const answer = await root.get(`/api/admin/audit?limit=${limit}&${query}${cursor && `&cursor=${cursor}`}`)
    expect(answer.status, answer.text).toBe(200)
    seen.push(...body(answer).entries)
    cursor = body(answer).cursor ?? ''
  }
  return seen
}

test.each([
  ['users', { displayName: 'again' }],
  ['rooms', { topic: 'again' }],
])('a page of entries of one database only, of %s, is not the end', async (noun, patch) => {
  const person = await member(world.server, 'alone')
  const room = await group(world.ada)
  const id = noun === 'users' ? person.id : room.id
  for (let n = 0; n < 7; n++) {
    await root.patch(
      `/api/admin/${noun}/${id}`,
      Object.fromEntries(Object.keys(patch).map(key => [key, `version ${n}`])),
    )
  }
  const all = body(await root.get('/api/admin/audit?limit=200')).entries
  expect(new Set(all.slice(0, 7).map(entry => entry.targetId))).toEqual(new Set([id]))
  expect(await allPages('')).toEqual(all)
  const csv = await root.get('/api/admin/audit/export')
  expect(csv.text.trimEnd().split('\r\n').length).toBe(all.length + 1)
})

/** Entries as they lie in the table, `minutes` old. */
async function insertEntries(side: 'identity' | 'chat', targetId: number, minutes: (number | string)[]): Promise<void> {
  for (const age of minutes) {
    await world.server[side](
      'INSERT INTO audit (created_at, address, action, target_kind, target_id) VALUES (NOW(3) - INTERVAL ? MINUTE, '
      + '\'test\', \'ban.created\', \'ban\', ?)',
      [age, targetId],
    )
  }
}

test('entries whose times are not in the order of their writing are all there', async () => {
  await insertEntries('identity', 9001, [10, 50, 20, 90, 5, 60, 1, 80])
  await insertEntries('chat', 9001, [30, 3, 70, 15, 40, 2])
  const ids = (await allPages('targetKind=ban&targetId=9001', 2)).map(entry => entry.id)
  expect(new Set(ids).size).toBe(14)
  expect(ids.length).toBe(14)
  const csv = await root.get('/api/admin/audit/export?targetKind=ban&targetId=9001')
  expect(csv.text.trimEnd().split('\r\n').length).toBe(15)
})

/** An answer as far as it came, and whether it was whole. */
function download(path: string): Promise<{ status: number, text: string, whole: boolean }> {
  return new Promise((resolve, reject) => {
    get(`${world.server.origin}${path}`, { headers: { cookie: root.cookie } }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (chunk: string) => text += chunk).on('error', () => undefined)
      incoming.on('close', () => resolve({ status: incoming.statusCode ?? 0, text, whole: incoming.complete }))
    }).on('error', reject)
  })
}

test.each([
  ['csv', '"incomplete"'],
  ['jsonl', '{"incomplete":true}'],
])('an export as %s that fails midway says so and is broken off', async (format, last) => {
  const target = format === 'csv' ? 9002 : 9003
  await world.server.identity(
    'INSERT INTO audit (created_at, address, action, target_kind, target_id, `before`) VALUES (NOW(3), \'test\', '
    + '\'ban.created\', \'ban\', ?, \'{"broken\')',
    [target],
  )
  await world.server.identity(
    'INSERT INTO audit (created_at, address, action, target_kind, target_id) SELECT NOW(3), \'test\', '
    + '\'ban.created\', \'ban\', ? FROM seq_1_to_300',
    [target],
  )
  try {
    const { status, text, whole } = await download(
      `/api/admin/audit/export?format=${format}&targetKind=ban&targetId=${target}`,
    )
    expect({ status, whole }).toEqual({ status: 200, whole: false })
    expect(text.split('\n').length).toBeGreaterThan(200)
    expect(text.trimEnd().split(/\r?\n/).at(-1)).toBe(last)
  }
  finally {
    await world.server.identity('DELETE FROM audit WHERE target_id = ?', [target])
  }
})

test.each([
  'cursor=MQ', 'cursor=%00', 'cursor=MWU5OTkuMWU5OTk', 'cursor=!!', 'actor=1e999', 'limit=1e2',
])('an export refuses %s before it begins', async (query) => {
  for (const format of ['csv', 'jsonl']) {
    expectProblem(await root.get(`/api/admin/audit/export?format=${format}&${query}`), 400, 'invalid')
  }
})

test('the log is filtered by who, what and about whom', async () => {
  const person = await member(world.server, 'filtered')
  await root.patch(`/api/admin/users/${person.id}`, { displayName: 'one' })
  await root.patch(`/api/admin/users/${person.id}`, { disabled: true })
  const ask = async (query: string) =>
    body(await root.get(`/api/admin/audit?${query}`)).entries.map(entry => entry.action)
  expect(await ask(`targetKind=user&targetId=${person.id}`)).toEqual(['user.disabled', 'user.updated'])
  expect(await ask(`targetKind=user&targetId=${person.id}&action=user.disabled`)).toEqual(['user.disabled'])
  expect(new Set((await ask('action=user')).map(action => action.split('.')[0]))).toEqual(new Set(['user']))
  expect(await ask(`actor=${person.id}`)).toEqual([])
  expect((await ask(`actor=${root.id}`)).length).toBeGreaterThan(1)
})

test('the log of inboxes and features is found by their kind, and names the agents', async () => {
  const inbox = await openInbox(root, [world.ada, world.grace])
  const { entries, users } = body(await root.get(`/api/admin/audit?targetKind=inbox&targetId=${inbox.id}`))
  expect(entries).toMatchObject([{ action: 'inbox.created', after: { agents: [world.ada.id, world.grace.id] } }])
  expect(users.map(({ id }) => id)).toEqual(expect.arrayContaining([world.ada.id, world.grace.id]))
})

test('the log names whom and which groups the rules of a feature mean', async () => {
  const room = await group(world.ada)
  const when = (attribute: string, id: number) => ({ attribute, operator: 'in', values: [id] })
  const rules = [{ conditions: [when('user', world.grace.id), when('room', room.id)], variant: 'on' }]
  expect((await root.post('/api/admin/features', { key: 'audited', rules })).status).toBe(201)
  const { entries, users, rooms } = body(await root.get('/api/admin/audit?targetKind=feature&limit=1'))
  expect(entries).toMatchObject([{ action: 'feature.created', after: { key: 'audited' } }])
  expect(users.map(({ id }) => id)).toContain(world.grace.id)
  expect(rooms).toContainEqual({ id: room.id, kind: 'group', name: room.name })
})

test('what changes nothing is not in the log', async () => {
  const person = await member(world.server, 'same')
  await root.patch(`/api/admin/users/${person.id}`, { displayName: person.user.displayName, disabled: false })
  await root.patch('/api/admin/settings', { guests: true })
  expect(body(await root.get(`/api/admin/audit?targetKind=user&targetId=${person.id}`)).entries).toEqual([])
  expect(body(await root.get('/api/admin/audit?targetKind=settings')).entries).toEqual([])
})

test('what fails is not in the log either', async () => {
  const before = body(await root.get('/api/admin/audit?limit=1')).entries
  expectProblem(await root.patch(`/api/admin/users/${root.id}`, { role: 'user' }), 409, 'last_admin')
  expectProblem(
    await root.patch(`/api/admin/users/${world.ada.id}`, { username: world.grace.user.username }),
    409, 'username_taken',
  )
  expect(body(await root.get('/api/admin/audit?limit=1')).entries).toEqual(before)
})

test('the exports hold all of it, and no cell begins a formula', async () => {
  const person = await member(world.server, 'formula')
  await root.patch(`/api/admin/users/${person.id}`, { displayName: '=1+1' })
  const csv = await root.get('/api/admin/audit/export?format=csv')
  expect(csv.headers['content-type']).toContain('text/csv')
  expect(csv.headers['content-disposition']).toContain('attachment')
  const lines = csv.text.trimEnd().split('\r\n')
  const count = body(await root.get('/api/admin/audit?limit=200')).entries.length
  expect(lines.length).toBe(count + 1)
  expect(csv.text).not.toMatch(/(?:^|,)"[=+\-@\t\r]/m)
  const jsonl = await root.get('/api/admin/audit/export?format=jsonl')
  const entries = jsonl.text.trimEnd().split('\n').map(line => JSON.parse(line) as AuditEntry)
  expect(entries).toEqual(body(await root.get('/api/admin/audit?limit=200')).entries)
  expect(csv.text + jsonl.text).not.toMatch(/argon2|password_hash/)
})

test('there is no way to change or take away an entry', async () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    for (const path of ['/api/admin/audit', '/api/admin/audit/identity-1', '/api/admin/audit/1']) {
      expectProblem(await root.ask({ method, path, body: {} }), 404, 'not_found')
    }
  }
})

test.each([
  'actor=x', 'action=drop%20table', 'targetKind=secret', 'cursor=MQ', 'cursor=%00',
])('the log refuses %s', async (query) => {
  expectProblem(await root.get(`/api/admin/audit?${query}`), 400, 'invalid')
})
