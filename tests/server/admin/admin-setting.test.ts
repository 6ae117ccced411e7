import { afterEach, beforeAll, expect, test } from 'vitest'
import { auditOf, body, expectAdminsOnly, jobEnd } from '../../support/admin.ts'
import { firstAdmin, group, guest, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('admin-setting')
const usual = {
  registration: 'open',
  guests: true,
  landingGlimpse: true,
  retentionDays: null,
  filteredWords: [],
  banner: null,
  brand: { name: 'Plaza', hue: null, logo: null },
}
const pixel = 'data:image/png;base64,'
  + 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})
afterEach(() => set(usual))

async function set(patch: object) {
  const answer = await root.patch('/api/admin/settings', patch)
  expect(answer.status, answer.text).toBe(200)
  return body(answer).settings
}

const newcomer = (fields: object = {}) => {
  const username = unique('new')
  return { email: `${username}@plaza.test`, username, password: 'a long enough secret', ...fields }
}

test('settings are as they come until an admin changes them, and the log has before and after', async () => {
  expect(body(await root.get('/api/admin/settings')).settings).toEqual(usual)
  expect(await set({ guests: false, retentionDays: 30 })).toEqual({ ...usual, guests: false, retentionDays: 30 })
  const [entry] = await auditOf(root, 'settings')
  expect(entry).toMatchObject({
    action: 'settings.changed',
    before: { guests: true, retentionDays: null },
    after: { guests: false, retentionDays: 30 },
  })
  await expectAdminsOnly(world, client => client.patch('/api/admin/settings', { guests: true }))
  expect(body(await root.get('/api/admin/settings')).settings.guests).toBe(false)
})

test('closed doors admit nobody new; who has an account still comes in', async () => {
  await set({ registration: 'closed', guests: false })
  const visitor = nobody(world.server)
  expectProblem(await visitor.post('/api/users', newcomer()), 403, 'feature_off')
  expectProblem(await visitor.post('/api/guests', { username: unique('gus') }), 403, 'feature_off')
  expectProblem(
    await world.gus.post('/api/guests/claim', { email: `${unique('g')}@plaza.test`, password: 'a long enough secret' }),
    403, 'feature_off',
  )
  expect((await visitor.post('/api/session', { login: world.ada.email, password: world.ada.password })).status).toBe(
    200,
  )
})

test('an invitation makes as many accounts as it says, also when they come at once', async () => {
  await set({ registration: 'invitation' })
  const visitor = nobody(world.server)
  expectProblem(await visitor.post('/api/users', newcomer()), 400, 'invalid')
  const made = body(await root.post('/api/admin/invitations', { note: 'friends', maxUses: 2, days: 1 }))
  const tries = await Promise.all(
    Array.from({ length: 5 }, () => nobody(world.server).post('/api/users', newcomer({ invitation: made.token }))),
  )
  expect(tries.map(answer => answer.status).sort()).toEqual([201, 201, 400, 400, 400])
  expect(body(await root.get('/api/admin/invitations')).invitations[0]).toMatchObject({
    note: 'friends',
    uses: 2,
    maxUses: 2,
  })
  const revoked = body(await root.post('/api/admin/invitations', { maxUses: 5 }))
  await root.delete(`/api/admin/invitations/${revoked.invitation.id}`)
  expectProblem(await visitor.post('/api/users', newcomer({ invitation: revoked.token })), 400, 'invalid')
  const late = body(await root.post('/api/admin/invitations', {}))
  await world.server.identity('UPDATE invitations SET expires_at = NOW() - INTERVAL 1 DAY WHERE id = ?', [
    late.invitation.id,
  ])
  expectProblem(await visitor.post('/api/users', newcomer({ invitation: late.token })), 400, 'invalid')
  expect(JSON.stringify(await auditOf(root, 'invitation'))).not.toContain(made.token)
})

test('a registration that fails takes no use of the invitation', async () => {
  await set({ registration: 'invitation' })
  const { token } = body(await root.post('/api/admin/invitations', { maxUses: 1 }))
  const visitor = nobody(world.server)
  expectProblem(
    await visitor.post('/api/users', newcomer({ invitation: token, username: world.ada.user.username })),
    409, 'username_taken',
  )
  expect((await visitor.post('/api/users', newcomer({ invitation: token }))).status).toBe(201)
})

test('the landing glimpse can be closed', async () => {
  const visitor = nobody(world.server)
  expect((await visitor.get('/api/square')).status).toBe(200)
  await set({ landingGlimpse: false })
  expectProblem(await visitor.get('/api/square'), 404, 'not_found')
})

test('the word filter refuses words, not parts of words, and what was stored is still answered', async () => {
  const room = await group(world.ada)
  const first = await world.ada.say(room.id, 'Ｃａｂｂａｇｅ soup')
  await set({ filteredWords: ['cabbage', 'a+b', '白菜'] })
  const say = (text: string, clientId: string = crypto.randomUUID()) =>
    world.ada.post(`/api/rooms/${room.id}/messages`, { clientId, body: text })
  const texts = [
    'CABBAGE', 'ｃａｂｂａｇｅ', 'no cab\u00ADbage!', 'cab\uFFFCbage', 'cab**bage**', '[cab](https://a.test)bage',
    'what is a+b', '我爱白菜汤',
  ]
  for (const text of texts) {
    const answer = await say(text)
    expectProblem(answer, 400, 'invalid')
    expect(answer.body.errors).toEqual([{ path: 'body', code: 'filtered_word' }])
  }
  expect((await say('cabbages and kings')).status).toBe(201)
  expect((await say('Cabbage soup', first.clientId)).body.message).toEqual(first)
})

test('the word filter looks at names and topics too, and names the field', async () => {
  const { ada } = world
  const room = await group(ada)
  await set({ filteredWords: ['cabbage'] })
  const refused = [
    ['name', await ada.post('/api/rooms', { name: 'Cabbage lovers', visibility: 'public' })],
    ['topic', await ada.post('/api/rooms', { name: 'Soup', topic: 'all about cabbage', visibility: 'public' })],
    ['topic', await ada.patch(`/api/rooms/${room.id}`, { topic: 'cabbage!' })],
    ['displayName', await ada.patch('/api/account', { displayName: 'Cabbage' })],
    ['username', await nobody(world.server).post('/api/guests', { username: 'cabbage' })],
  ] as const
  for (const [path, answer] of refused) {
    expectProblem(answer, 400, 'invalid')
    expect(answer.body.errors).toEqual([{ path, code: 'filtered_word' }])
  }
  expect((await ada.room(room.id)).topic).toBe(room.topic)
})

test('everybody sees the banner and the brand; open screens at once', async () => {
  const socket = await world.mallory.connect()
  const banner = { text: 'Back at noon <b>', tone: 'warning' }
  await set({ banner, brand: { name: 'Village', hue: 200, logo: pixel } })
  expect((await socket.waitFor('site.changed')).site).toMatchObject({ banner, brand: { name: 'Village', hue: 200 } })
  const page = await nobody(world.server).ask({ method: 'GET', path: '/', headers: { accept: 'text/html' } })
  expect(page.text).toContain('Back at noon &lt;b&gt;')
  expect(page.text).toMatch(/<title>Village<\/title>/)
  const { site } = (await nobody(world.server).get('/api/site')).body as unknown as {
    site: { brand: { logo: string } }
  }
  const logo = await nobody(world.server).get(site.brand.logo)
  expect([logo.status, logo.headers['content-type']]).toEqual([200, 'image/png'])
  expect(JSON.stringify(await auditOf(root, 'settings'))).not.toContain('iVBORw0KGgo')
  await socket.close()
})

test.each([
  ['a script for a logo', { brand: { name: 'x', hue: null, logo: 'data:image/svg+xml;base64,AAAA' } }],
  ['an address for a logo', { brand: { name: 'x', hue: null, logo: 'https://evil.example/x.png' } }],
  ['no name', { brand: { name: ' ', hue: null, logo: null } }],
  ['a hue that is none', { brand: { name: 'x', hue: 400, logo: null } }],
  ['an unknown registration', { registration: 'maybe' }],
  ['a retention of nothing', { retentionDays: 0 }],
  ['an empty word', { filteredWords: [''] }],
  ['a word that nobody can see', { filteredWords: ['\u200B'] }],
  ['a brand without a visible name', { brand: { name: '\u200B\uFFFC', hue: null, logo: null } }],
  ['a banner that nobody can see', { banner: { text: '\u2800', tone: 'info' } }],
])('%s is refused', async (_, patch) => {
  expectProblem(await root.patch('/api/admin/settings', patch), 400, 'invalid')
})

test('the retention takes what is old, leaves the places, and readers hear it', async () => {
  const room = await group(world.ada, [world.grace])
  for (const text of ['ancient', 'old', 'new']) await world.ada.say(room.id, text)
  await world.server.chat(
    'UPDATE messages SET created_at = created_at - INTERVAL 40 DAY WHERE room_id = ? AND seq <= 2',
    [room.id],
  )
  const before = await world.grace.room(room.id)
  const hers = await world.grace.connect()
  await set({ retentionDays: 30 })
  const [job] = body(await root.get('/api/admin/jobs?limit=1')).jobs
  expect(await jobEnd(root, job!.id)).toMatchObject({ kind: 'retention', state: 'done', affected: 2 })
  await hers.waitFor('message.deleted', event => event.seq === 2)
  expect((await world.grace.history(room.id)).map(message => message.body)).toEqual([null, null, 'new'])
  const after = await world.grace.room(room.id)
  expect([after.lastSeq, after.rev]).toEqual([before.lastSeq, before.rev + 1])
  await hers.close()
})

test('a second node follows within seconds', async () => {
  const second = await startServer({ name: 'admin-setting-second', databases: world.server.databases })
  try {
    await set({ guests: false })
    await until(
      'the other node to close the door',
      async () => (await nobody(second).post('/api/guests', { username: unique('gus') })).status === 403,
    )
    await set({ guests: true })
    await until(
      'the other node to open it',
      async () => (await nobody(second).post('/api/guests', { username: unique('gus') })).status === 201,
    )
  }
  finally {
    await second.stop()
  }
  expect([(await guest(world.server)).user.kind, (await member(world.server)).user.kind]).toEqual(['guest', 'member'])
})
