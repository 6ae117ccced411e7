import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { body } from '../../support/admin.ts'
import { firstAdmin } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { query } from '../../support/database.ts'
import { node, root as project } from '../../support/paths.ts'
import { explain, statementsOf } from '../../support/statements.ts'
import { useServer } from '../../support/world.ts'

const world = useServer('admin-speed')
let root: Client
let room = 0
let author = 0

// The seeding script of the project, on smaller data: what an index is chosen by is the same.
beforeAll(async () => {
  const { identity, chat } = world.server.databases
  const env = { ...process.env, NUXT_DATABASE_IDENTITY_URL: identity, NUXT_DATABASE_CHAT_URL: chat }
  const child = spawn(
    node,
    [join(project, 'scripts/seed-large.mjs'), '--people', '5000', '--messages', '40000', '--rooms', '60'],
    { cwd: project, env, stdio: 'ignore' },
  )
  expect((await once(child, 'exit'))[0]).toBe(0)
  await query(identity, 'ANALYZE TABLE users, sessions, audit')
  await query(chat, 'ANALYZE TABLE rooms, messages, memberships, reports, jobs, audit')
  root = await firstAdmin(world.server)
  const [busiest] = await world.server.chat<{ id: number }>('SELECT id FROM rooms ORDER BY last_seq DESC LIMIT 1')
  const [writer] = await world.server.chat<{ id: number }>('SELECT author_id AS id FROM messages LIMIT 1')
  room = Number(busiest?.id)
  author = Number(writer?.id)
}, 120_000)

const tables = ['users', 'rooms', 'messages', 'reports', 'audit', 'jobs']

const lists = () => [
  '/api/admin/users', '/api/admin/users?sort=oldest', '/api/admin/users?sort=username', '/api/admin/users?query=ada',
  '/api/admin/users?query=zoe&sort=username', '/api/admin/users?kind=guest', '/api/admin/users?role=admin',
  '/api/admin/users?state=disabled', '/api/admin/users?state=muted', '/api/admin/users?state=deleted',
  '/api/admin/users?kind=member&state=active&query=k', '/api/admin/users?query=nobody', '/api/admin/rooms',
  '/api/admin/rooms?sort=name', '/api/admin/rooms?sort=members', '/api/admin/rooms?sort=newest',
  '/api/admin/rooms?visibility=private', '/api/admin/rooms?visibility=public&sort=name', '/api/admin/messages',
  `/api/admin/messages?room=${room}`, `/api/admin/messages?author=${author}`, '/api/admin/messages?query=ladder',
  `/api/admin/messages?room=${room}&query=nothing`, `/api/admin/messages?author=${author}&query=nothing`,
  '/api/admin/messages?query=nothing', `/api/admin/messages?room=${room}&author=${author}`,
  '/api/admin/messages?to=2026-05-01T00:00:00.000Z', '/api/admin/reports', '/api/admin/reports?state=decided',
  '/api/admin/audit', '/api/admin/audit?targetKind=user&targetId=1', '/api/admin/jobs',
]

test('every list and search goes by an index', async () => {
  const bad: string[] = []
  for (const path of lists()) {
    const statements = await statementsOf(world.server, root, path, tables)
    expect(statements, `the database noted nothing of ${path}`).not.toEqual([])
    for (const statement of statements) {
      const plan = await explain(world.server, statement)
      // Small tables of which everything is read anyway, and what the statement made itself, have none.
      for (const step of plan.filter(one =>
        one.type === 'ALL' && !/^<|^found$/.test(one.table ?? '<') && Number(one.rows) > 100,
      )) {
        bad.push(`${path}: ${step.table} of ${statement.sql.slice(0, 200)}`)
      }
    }
  }
  expect(bad).toEqual([])
})

test('a search says how far back it looked, and its pages reach the end', async () => {
  let pages = 0
  for (let cursor = '', first = true; first || cursor; first = false) {
    const page = body(
      await root.get(`/api/admin/messages?author=${author}&query=nothing${cursor && `&cursor=${cursor}`}`),
    )
    expect(page.messages).toEqual([])
    cursor = page.cursor ?? ''
    expect(Boolean(page.searchedTo)).toBe(Boolean(cursor))
    pages++
  }
  expect(pages).toBeLessThan(10)
})
