import { expect, test } from 'vitest'
import { firstAdmin, member, nobody } from '../../support/cast.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('square')

test('the glimpse shows the head count and the last five messages, without ids', async () => {
  const { gus, ada, server } = world
  for (let n = 1; n <= 7; n++) await gus.say(gus.square.id, `line ${n}`)
  await gus.delete(`/api/rooms/${gus.square.id}/messages/6`)
  const answer = await nobody(server).get('/api/square')
  expect(answer.status).toBe(200)
  const glimpse = JSON.parse(answer.text) as {
    name: string
    memberCount: number
    online: number
    messages: { author: string, body: string | null, createdAt: string }[]
  }
  expect(glimpse).toMatchObject({
    name: 'The square',
    memberCount: (await ada.room(gus.square.id)).memberCount,
    online: expect.any(Number),
  })
  expect(glimpse.messages.length).toBeLessThanOrEqual(5)
  expect(glimpse.messages.at(-1)).toEqual({
    author: gus.user.displayName,
    avatarUrl: null,
    body: 'line 7',
    createdAt: expect.stringMatching(/Z$/),
  })
  expect(answer.text).not.toContain('line 6')
  expect(answer.text).not.toMatch(/"(?:id|authorId|clientId|roomId|seq|email)"/)
})

test('a long line of deleted messages costs the glimpse nothing', async () => {
  const { gus, server } = world
  const { lastSeq } = await gus.room(gus.square.id)
  await server.chat(`INSERT INTO messages (room_id, seq, author_id, client_id, deleted_at, created_at)
    SELECT ${gus.square.id}, ${lastSeq} + seq, ${gus.id}, UNHEX(MD5(seq)), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
    FROM seq_1_to_50000`)
  await server.chat('UPDATE rooms SET last_seq = last_seq + 50000 WHERE id = ?', [gus.square.id])
  await server.chat('SET GLOBAL userstat = 1')
  const read = async () => {
    const [row] = await server.chat<{ total: string }>(
      'SELECT SUM(ROWS_READ) AS total FROM information_schema.TABLE_STATISTICS WHERE TABLE_SCHEMA = DATABASE() '
      + 'AND TABLE_NAME = \'messages\'',
    )
    return Number(row?.total)
  }
  const before = await read()
  for (let n = 0; n < 5; n++) expect((await nobody(server).get('/api/square')).status).toBe(200)
  expect(await read() - before, 'rows that five glimpses read').toBeLessThan(5_000)
  await gus.say(gus.square.id, 'after the storm')
  expect((await nobody(server).get('/api/square')).text).toContain('after the storm')
})

test('the square is known as such wherever it is told of, and no other room is', async () => {
  const { ada, gus } = world
  await ada.post('/api/rooms', { name: 'not the square', visibility: 'public' })
  for (const path of ['/api/rooms', '/api/rooms/directory']) {
    const { rooms } = (await ada.get(path)).body
    expect(rooms.filter(room => room.square).map(room => room.id), path).toEqual([gus.square.id])
    expect(rooms.length).toBeGreaterThan(1)
  }
  expect(gus.square.square).toBe(true)
  expect((await gus.room(gus.square.id)).square).toBe(true)
})

test('nothing of the square but the glimpse is for nobody', async () => {
  const { gus, server } = world
  for (const path of ['', '/messages', '/members']) {
    expectProblem(await nobody(server).get(`/api/rooms/${gus.square.id}${path}`), 401, 'unauthenticated')
  }
})

test.each([
  'archived_at = NOW(3)', 'visibility = \'private\'', 'deleted_at = NOW(3)',
])('with a square where %s newcomers have an account that works, and it heals', async (wrong) => {
  const { server } = world
  await server.chat(`UPDATE rooms SET ${wrong} WHERE room_key = 'square'`)
  const visitor = nobody(server)
  const entered = await visitor.post('/api/guests', { username: unique('early') })
  expect(entered.status, entered.text).toBe(201)
  const person = await member(server, 'early')
  for (const client of [visitor, person]) {
    expect((await client.get('/api/rooms')).status).toBe(200)
    expect((await client.get('/api/session')).status).toBe(200)
  }
  expect((await person.delete('/api/session')).status).toBe(204)
  expect((await person.post('/api/session', { login: person.email, password: person.password })).status).toBe(200)
  await server.restart()
  for (const client of [visitor, person]) {
    expect(
      (await client.rooms()).filter(room => room.square && !room.archived && room.visibility === 'open'),
      wrong,
    ).toHaveLength(1)
  }
  await visitor.say((await visitor.rooms())[0]!.id, 'in at last')
})

test('the landing page greets with the square and asks search engines to stay away', async () => {
  const { gus, server } = world
  await gus.say(gus.square.id, 'seen from the street')
  const answer = await nobody(server).ask({ method: 'GET', path: '/', headers: { accept: 'text/html' } })
  expect(answer.status).toBe(200)
  expect(answer.text).toContain('seen from the street')
  expect(`${answer.headers['x-robots-tag'] ?? ''} ${answer.text}`).toMatch(/noindex/)
})

test('it invites nobody in where guests may not come in, and neither do the pages of accounts', async () => {
  const { server } = world
  const admin = await firstAdmin(server)
  const page = (path: string) => nobody(server).ask({ method: 'GET', path, headers: { accept: 'text/html' } })
  expect((await page('/')).text).toContain('No account needed')
  expect((await admin.patch('/api/admin/settings', { guests: false })).status).toBe(200)
  try {
    for (const path of ['/', '/login', '/register']) {
      const { status, text } = await page(path)
      expect(status).toBe(200)
      expect(text, path).not.toContain('No account needed')
    }
    const { text } = await page('/')
    expect(text).not.toContain('Come in, the square is open')
    expect(text.match(/href="\/login"/g)).toHaveLength(1)
    expect(text).toContain('href="/register"')
  }
  finally {
    await admin.patch('/api/admin/settings', { guests: true })
  }
})
