import { createConnection } from 'mysql2/promise'
import { beforeAll, expect, test } from 'vitest'
import type { JobPreview } from '../../../shared/protocol/job.ts'
import type { Room } from '../../../shared/protocol/room.ts'
import { auditOf, body, expectAdminsOnly, jobEnd, startJob } from '../../support/admin.ts'
import { firstAdmin, group, guest } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { until } from '../../support/until.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('admin-deletion')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const kind = 'message_deletion'
const start = (fields: object) => root.post('/api/admin/jobs', { kind, ...fields })
const preview = async (filter: object): Promise<JobPreview> => {
  const answer = await root.post('/api/admin/jobs/preview', { kind, filter })
  expect(answer.status, answer.text).toBe(200)
  return body(answer).preview
}
const bodies = async (room: Room) => (await world.ada.history(room.id)).map(message => message.body)

/** Two groups with what ada and grace said in them. */
async function twoGroups(word = unique('spam')) {
  const rooms = [await group(world.ada, [world.grace]), await group(world.ada, [world.grace])] as const
  await world.ada.say(rooms[0].id, `${word} one`)
  await world.grace.say(rooms[0].id, `${word} two`)
  await world.ada.say(rooms[1].id, `${word} three`)
  await world.ada.say(rooms[1].id, 'good')
  return { word, rooms }
}

test.each([
  ['spaces', '   '],
  ['nothing', ''],
  ['a line break', '\n\t'],
  ['invisible characters', '\u200B\u2060'],
  ['a space and an invisible character', ' \u00AD '],
  ['a filler', '\u3164'],
])('a text of %s is no filter: refused, and nothing is deleted', async (_, query) => {
  const { rooms } = await twoGroups()
  await expectNoChange(world, async () => {
    for (const scope of [{}, { from: '2020-01-01T00:00:00.000Z' }, { room: rooms[0].id }, { author: world.ada.id }]) {
      for (const confirm of [{}, { confirm: 0 }, { confirm: 3 }]) {
        expectProblem(await start({ filter: { query, ...scope }, ...confirm }), 400, 'invalid')
      }
      expectProblem(await root.post('/api/admin/jobs/preview', { kind, filter: { query, ...scope } }), 400, 'invalid')
    }
  })
  expect(body(await root.get('/api/admin/jobs')).jobs.filter(job => job.kind === kind && job.total === 0)).toEqual([])
})

test('a text is trimmed on both sides: what is found is what is deleted', async () => {
  const { word, rooms } = await twoGroups()
  const found = body(await root.get(`/api/admin/messages?query=${encodeURIComponent(` ${word} `)}`)).messages
  expect(found).toHaveLength(3)
  const seen = await preview({ query: ` ${word} ` })
  expect(seen).toMatchObject({ count: 3, filter: { query: word } })
  const job = await startJob(root, { kind, filter: { query: ` ${word} ` } })
  expect(await jobEnd(root, job.id)).toMatchObject({ state: 'done', affected: 3, total: 3, done: 3 })
  expect(await bodies(rooms[1])).toEqual([null, 'good'])
})

test('a preview says how many, in which groups and of what time, and changes nothing', async () => {
  const { word, rooms } = await twoGroups()
  await expectNoChange(world, async () => {
    const { count, groups, groupCount, from, to } = await preview({ query: word })
    expect({ count, groupCount }).toEqual({ count: 3, groupCount: 2 })
    expect(groups).toEqual([
      { id: rooms[0].id, name: rooms[0].name, count: 2 },
      { id: rooms[1].id, name: rooms[1].name, count: 1 },
    ])
    const times = [...await world.ada.history(rooms[0].id), ...await world.ada.history(rooms[1].id)]
      .filter(message => message.body?.includes(word))
      .map(message => message.createdAt)
    expect([from, to]).toEqual([times[0], times.at(-1)])
  })
  expect(await preview({ room: rooms[1].id, author: world.ada.id })).toMatchObject({ count: 2, groupCount: 1 })
  expect(await preview({ room: rooms[1].id, query: 'nothing like this' })).toMatchObject({
    count: 0,
    groups: [],
    from: null,
    to: null,
  })
})

test('a filter deletes only with the count as confirmation; else the answer says what it would touch', async () => {
  const { word, rooms } = await twoGroups()
  await expectNoChange(world, async () => {
    for (const confirm of [{}, { confirm: 2 }, { confirm: 0 }]) {
      const answer = await start({ filter: { query: word }, ...confirm })
      expectProblem(answer, 409, 'confirmation_required')
      expect(body(answer).preview).toMatchObject({ count: 3, groupCount: 2 })
    }
    for (const confirm of ['3', -3, 3.5, true, null]) {
      expectProblem(await start({ filter: { query: word }, confirm }), 400, 'invalid')
    }
  })
  const answer = await start({ filter: { query: word }, confirm: 3 })
  expect(answer.status).toBe(201)
  expect(await jobEnd(root, body(answer).job.id)).toMatchObject({ affected: 3 })
  expect(await bodies(rooms[0])).toEqual([null, null])
  const [entry] = await auditOf(root, 'job', body(answer).job.id)
  expect(entry).toMatchObject({ action: 'job.created', after: { kind, total: 3, filter: { query: word } } })
})

test('what is written after the preview is not deleted, and a count that has grown is refused', async () => {
  const { word, rooms } = await twoGroups()
  const seen = await preview({ query: word })
  await world.grace.say(rooms[0].id, `${word} four`)
  expectProblem(await start({ filter: { query: word }, confirm: seen.count }), 409, 'confirmation_required')
  const answer = await start({ filter: seen.filter, confirm: seen.count })
  expect(answer.status, answer.text).toBe(201)
  expect(await jobEnd(root, body(answer).job.id)).toMatchObject({ state: 'done', affected: 3 })
  expect(await bodies(rooms[0])).toEqual([null, null, `${word} four`])
})

test('a time that has not come yet ends now', async () => {
  const { rooms } = await twoGroups()
  const { filter } = await preview({ room: rooms[0].id, to: '2999-01-01T00:00:00.000Z' })
  expect(new Date(filter?.to ?? 0).getTime()).toBeLessThanOrEqual(Date.now())
})

test('a list of messages is its own confirmation; a count that comes with it must be right', async () => {
  const { rooms } = await twoGroups()
  const messages = [{ roomId: rooms[0].id, seq: 1 }]
  expectProblem(await start({ messages, confirm: 2 }), 409, 'confirmation_required')
  expect(body(await root.post('/api/admin/jobs/preview', { kind, messages })).preview).toMatchObject({
    count: 1,
    groupCount: 1,
  })
  const job = body(await start({ messages, confirm: 1 })).job
  expect(await jobEnd(root, job.id)).toMatchObject({ affected: 1 })
})

test('guests are tidied up with their count as confirmation', async () => {
  const old = await guest(world.server, 'old')
  await world.server.identity('UPDATE users SET created_at = created_at - INTERVAL 40 DAY WHERE id = ?', [old.id])
  await world.server.identity('UPDATE sessions SET seen_at = seen_at - INTERVAL 40 DAY WHERE user_id = ?', [old.id])
  const tidy = { kind: 'guest_tidy', days: 30 }
  expect(body(await root.post('/api/admin/jobs/preview', tidy)).preview).toMatchObject({ count: 1, groups: [] })
  for (const confirm of [{}, { confirm: 0 }, { confirm: 2 }]) {
    const refused = await root.post('/api/admin/jobs', { ...tidy, ...confirm })
    expectProblem(refused, 409, 'confirmation_required')
    expect(body(refused).preview.count).toBe(1)
  }
  expect(await world.server.identity('SELECT deleted_at FROM users WHERE id = ?', [old.id])).toEqual([
    { deleted_at: null },
  ])
  const job = await startJob(root, tidy)
  expect(await jobEnd(root, job.id)).toMatchObject({ affected: 1 })
  expectProblem(await old.get('/api/session'), 401, 'unauthenticated')
})

test('a guest who has just come back is no old guest any more', async () => {
  const back = await guest(world.server, 'back')
  await world.server.identity('UPDATE users SET created_at = created_at - INTERVAL 40 DAY WHERE id = ?', [back.id])
  await world.server.identity('UPDATE sessions SET seen_at = seen_at - INTERVAL 40 DAY WHERE user_id = ?', [back.id])
  const tidy = { kind: 'guest_tidy', days: 30 }
  expect(body(await root.post('/api/admin/jobs/preview', tidy)).preview.count).toBe(1)
  expect((await back.get('/api/rooms')).status).toBe(200)
  expect(body(await root.post('/api/admin/jobs/preview', tidy)).preview.count).toBe(0)
})

test('a guest who claims the account or comes back while old guests are tidied up stays', async () => {
  const { server } = world
  const people = await Promise.all([guest(server, 'claims'), guest(server, 'returns'), guest(server, 'sleeps')])
  const [claims, returns, sleeps] = people
  const ids = people.map(person => person.id)
  await server.identity('UPDATE users SET created_at = created_at - INTERVAL 40 DAY WHERE id IN (?)', [ids] as never)
  await server.identity('UPDATE sessions SET seen_at = seen_at - INTERVAL 40 DAY WHERE user_id IN (?)', [ids] as never)
  // The rows are held, so that the job has chosen all three and waits for the first when two of them change.
  const holder = await createConnection({ uri: server.databases.identity })
  await holder.query('BEGIN')
  await holder.query('SELECT id FROM users WHERE id IN (?) FOR UPDATE', [ids])
  const job = await startJob(root, { kind: 'guest_tidy', days: 30 })
  // Not from INNODB_TRX: it is made anew only when nobody has read it for 100 ms.
  await until(
    'the job to wait for a row',
    async () =>
      (
        await server.identity(
          'SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = DATABASE() '
          + 'AND INFO LIKE \'select %`users`%for update\'',
        )
      ).length > 0,
  )
  await holder.query('UPDATE users SET kind = \'member\' WHERE id = ?', [claims.id])
  await holder.query('UPDATE sessions SET seen_at = NOW(3) WHERE user_id = ?', [returns.id])
  await holder.query('COMMIT')
  holder.destroy()
  expect(await jobEnd(root, job.id)).toMatchObject({ state: 'done', affected: 1 })
  const left = await server.identity('SELECT id FROM users WHERE id IN (?) AND deleted_at IS NULL ORDER BY id', [
    ids,
  ] as never)
  expect(left.map(row => row.id)).toEqual([claims.id, returns.id].sort((a, b) => Number(a) - Number(b)))
  expectProblem(await sleeps.get('/api/session'), 401, 'unauthenticated')
})

const impossible: [string, string, object][] = [
  ['without anything', kind, {}],
  ['without a room, an author or a text', kind, { filter: { to: '2999-01-01T00:00:00.000Z' } }],
  ['with a text of spaces', kind, { filter: { query: '   ', to: '2999-01-01T00:00:00.000Z' } }],
  ['with a text that cannot be seen', kind, { filter: { query: '\u200B', to: '2999-01-01T00:00:00.000Z' } }],
  ['without an end', kind, { filter: { author: 1 } }],
  ['of nobody\'s content', 'content_wipe', { filter: {} }],
  ['of nobody\'s content but a group\'s', 'content_wipe', { filter: { room: 1 } }],
  ['of guests of any age', 'guest_tidy', {}],
  ['of guests of the future', 'guest_tidy', { days: -1, before: '2999-01-01T00:00:00.000Z' }],
  ['that keeps nothing', 'retention', { days: 0, cutoff: '2999-01-01T00:00:00.000Z' }],
  ['that keeps no one knows what', 'retention', {}],
]

test('a job that is in the table but has no bound is not carried out', async () => {
  await twoGroups()
  const people = await world.server.identity('SELECT COUNT(*) AS there FROM users WHERE deleted_at IS NULL')
  await expectNoChange(world, async () => {
    for (const [, jobKind, params] of impossible) {
      await world.server.chat(
        'INSERT INTO jobs (kind, params, state, created_at, updated_at) VALUES (?, ?, \'waiting\', NOW(3), NOW(3))',
        [jobKind, JSON.stringify(params)],
      )
    }
    const { jobs } = body(await root.get(`/api/admin/jobs?limit=${impossible.length}`))
    for (const [n, job] of jobs.reverse().entries()) {
      expect(await jobEnd(root, job.id), `a job ${impossible[n]?.[0]}`).toMatchObject({ state: 'failed', affected: 0 })
    }
  })
  expect(await world.server.identity('SELECT COUNT(*) AS there FROM users WHERE deleted_at IS NULL')).toEqual(people)
})

test('a search for nothing that can be seen is a list without a filter, not a search', async () => {
  for (const path of ['/api/admin/users', '/api/admin/rooms', '/api/admin/messages']) {
    const whole = { ...(await root.get(`${path}?limit=3`)).body, cursor: '' }
    for (const query of ['%20%20', '%E2%80%8B']) {
      expect({ ...(await root.get(`${path}?limit=3&query=${query}`)).body, cursor: '' }, path).toEqual(whole)
    }
  }
})

test('nobody but an admin sees what a job would touch', async () => {
  await expectAdminsOnly(world, client =>
    client.post('/api/admin/jobs/preview', { kind, filter: { author: world.ada.id } }),
  )
  await expectAdminsOnly(world, client =>
    client.post('/api/admin/jobs', { kind, filter: { author: world.ada.id }, confirm: 1 }),
  )
})
