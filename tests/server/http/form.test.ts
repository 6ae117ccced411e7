import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { body } from '../../support/admin.ts'
import { firstAdmin, group, guest, member, nobody } from '../../support/cast.ts'
import type { Answer, Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectNoChange, useWorld } from '../../support/world.ts'

// One proxy of ours stands in front, so that an address can be banned that is not everybody's.
const world = useWorld('form', { NUXT_TRUSTED_PROXIES: '1' })

function submit(
  client: Client,
  form: string,
  fields: Record<string, string | number> = {},
  headers: Record<string, string | undefined> = {},
): Promise<Answer> {
  const body = new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)])).toString()
  return client.ask({
    method: 'POST',
    path: `/forms/${form}`,
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': client.origin, ...headers },
  })
}

function next(answer: Answer): string {
  expect(answer.status, answer.text).toBe(303)
  return answer.headers.location ?? ''
}

test('a guest enters the square by a form', async () => {
  const client = nobody(world.server)
  const username = unique('formgus')
  expect(next(await submit(client, 'guest', { username }))).toMatch(/^\/rooms\/\d+/)
  expect((await client.get('/api/session')).body.user.username).toBe(username)
})

test('registering, logging out and logging in work by forms', async () => {
  const client = nobody(world.server)
  const username = unique('formada')
  const account = { email: `${username}@plaza.test`, username, password: 'a long enough secret', displayName: '' }
  expect(next(await submit(client, 'register', account))).toBe('/rooms')
  expect((await client.get('/api/session')).body.user).toMatchObject({ username, displayName: username })
  expect(next(await submit(client, 'logout'))).toBe('/')
  expect((await client.get('/api/session')).status).toBe(401)
  expect(next(await submit(client, 'login', { login: username, password: account.password }))).toBe('/rooms')
  expect((await client.get('/api/session')).status).toBe(200)
})

test('a wrong login leads back with the reason and without the password', async () => {
  const { ada, server } = world
  const place = next(await submit(nobody(server), 'login', { login: ada.email, password: 'a wrong secret' }))
  expect(place).toMatch(/^\/login\?.*error=unauthenticated/)
  expect(place).not.toContain('secret')
})

test('a bad field leads back with its name', async () => {
  const { server, ada } = world
  expect(next(
    await submit(nobody(server), 'register', { email: 'x', username: unique('x'), password: 'a long enough secret' }),
  )).toMatch(/^\/register\?.*field=email/)
  expect(next(await submit(nobody(server), 'guest', { username: ada.user.username }))).toMatch(
    /^\/\?.*error=username_taken/,
  )
})

test('a room is made, joined, left and written to by forms', async () => {
  const { server, grace } = world
  const linus = await member(server, 'linus')
  const place = next(await submit(linus, 'room', { name: 'By form', topic: '', visibility: 'public' }))
  const roomId = Number(/^\/rooms\/(\d+)/.exec(place)?.[1])
  expect((await linus.room(roomId)).name).toBe('By form')
  expect(next(await submit(grace, 'room-join', { roomId }))).toMatch(new RegExp(`^/rooms/${roomId}`))
  const fields = { roomId, clientId: randomUUID(), body: 'sent by a form' }
  for (const _ of [1, 2]) expect(next(await submit(grace, 'message', fields))).toMatch(new RegExp(`^/rooms/${roomId}`))
  expect((await linus.history(roomId)).map(message => message.body)).toEqual(['sent by a form'])
  expect(next(await submit(grace, 'message-deletion', { roomId, seq: 1 }))).toMatch(new RegExp(`^/rooms/${roomId}`))
  expect((await linus.history(roomId)).map(message => message.body)).toEqual([null])
  expect(next(await submit(grace, 'room-leave', { roomId }))).toBe('/rooms')
  expect((await linus.members(roomId)).map(one => one.user.id)).toEqual([linus.id])
})

test('of which messages to be told is chosen by a form', async () => {
  const { ada } = world
  const room = await group(ada)
  const details = `/rooms/${room.id}?panel=details`
  expect(next(await submit(ada, 'room-notifications', { roomId: room.id, level: 'mentions' })))
    .toBe(`${details}&done=notifications`)
  expect((await ada.room(room.id)).notifications).toEqual({ level: 'mentions' })
  const refused = next(await submit(ada, 'room-notifications', { roomId: room.id, level: 'some' }))
  expect(refused.startsWith(details)).toBe(true)
  expect(refused).toContain('field=level')
})

test('a room is muted and made a favourite by a form, and a box without its mark ends that', async () => {
  const { ada } = world
  const room = await group(ada)
  const choose = async (fields: Record<string, string>) => {
    await submit(ada, 'room-notifications', { roomId: room.id, level: 'all', ...fields })
    return (await ada.room(room.id)).notifications
  }
  expect(await choose({ mute: 'always', favourite: 'on' }))
    .toEqual({ level: 'all', mutedUntil: '9999-12-31T23:59:59.999Z', favourite: true })
  expect(await choose({ mute: 'keep' })).toEqual({ level: 'all', mutedUntil: '9999-12-31T23:59:59.999Z' })
  expect(await choose({ mute: 'off' })).toEqual({ level: 'all' })
})

test('people are blocked and unblocked, and all is read, by forms', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  await ada.say(room.id, 'news')
  expect(next(await submit(grace, 'reads', {}))).toBe('/inbox')
  expect(await grace.room(room.id)).toMatchObject({ unread: 0 })
  for (const [form, ids] of [['block', [ada.id]], ['block-lift', []]] as const) {
    expect(next(await submit(grace, form, { userId: ada.id }))).toBe('/settings#blocks')
    expect((await grace.get('/api/blocks')).body.users.map(user => user.id)).toEqual(ids)
  }
  expect(next(await submit(grace, 'block', { userId: 99_999_999 }))).toContain('error=not_found')
})

test('line breaks of a form are stored as one newline each', async () => {
  const { ada } = world
  const room = await group(ada)
  await submit(ada, 'message', { roomId: room.id, clientId: randomUUID(), body: 'one\r\ntwo' })
  expect((await ada.history(room.id))[0]?.body).toBe('one\ntwo')
})

test('what was changed and sent again under the same id goes back into the field', async () => {
  const { ada } = world
  const room = await group(ada)
  const fields = { roomId: room.id, clientId: randomUUID(), body: 'first' }
  await submit(ada, 'message', fields)
  const place = new URL(next(await submit(ada, 'message', { ...fields, body: 'first and more' })), ada.origin)
  expect(place.pathname).toBe(`/rooms/${room.id}`)
  expect(Object.fromEntries(place.searchParams)).toMatchObject({ error: 'client_id_reused', body: 'first and more' })
  expect((await ada.history(room.id)).map(message => message.body)).toEqual(['first'])
  await submit(ada, 'message-deletion', { roomId: room.id, seq: 1 })
  expect(next(await submit(ada, 'message', fields))).toBe(`/rooms/${room.id}#message-1`)
})

test('settings work by forms', async () => {
  const { server } = world
  const gus = await guest(server)
  const username = unique('formclaim')
  expect(
    next(await submit(gus, 'claim', { email: `${username}@plaza.test`, password: 'a long enough secret' })),
  ).toMatch(/^\/settings/)
  expect(next(await submit(gus, 'account', { username, displayName: 'Claimed' }))).toBe('/settings?done=account')
  expect((await gus.get('/api/session')).body.user).toMatchObject({ kind: 'member', username, displayName: 'Claimed' })
  expect(next(
    await submit(gus, 'password', { currentPassword: 'a long enough secret', newPassword: 'another long secret' }),
  )).toBe('/settings?done=password')
  expect((await gus.get('/api/session')).status).toBe(200)
  expect(next(await submit(gus, 'account-deletion', { password: 'wrong' }))).toMatch(/^\/settings\?.*error=/)
  expect(next(await submit(gus, 'account-deletion', { password: 'another long secret' }))).toBe('/')
  expect((await gus.get('/api/session')).status).toBe(401)
})

test.each([
  'null', 'https://evil.test', 'http://127.0.0.1:1',
])('a form posted from the origin %s does nothing', async (origin) => {
  const { ada } = world
  const room = await group(ada)
  await expectNoChange(world, async () => {
    for (const [form, fields] of [
      ['message', { roomId: room.id, clientId: randomUUID(), body: 'forged' }],
      ['room-leave', { roomId: room.id }],
      ['logout', {}],
    ] as const) {
      expect((await submit(ada, form, fields, { origin })).status).toBe(403)
    }
  })
  expect((await ada.get('/api/session')).status).toBe(200)
})

test('a form from another site that names no origin is told apart by its fetch metadata', async () => {
  const { ada } = world
  const answer = await ada.ask({
    method: 'POST',
    path: '/forms/logout',
    body: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
  })
  expect(answer.status).toBe(403)
  expect((await ada.get('/api/session')).status).toBe(200)
})

test.each([
  ['register', { invitation: `${'a'.repeat(99)}😀` }],
  ['reset', { token: `${'a'.repeat(99)}😀` }],
  ['setup', { token: 'a'.repeat(60_000) }],
  ['login', { login: 'nobody', password: 'x', next: `/${'a'.repeat(60_000)}` }],
  ['register', { email: 'e'.repeat(20_000), username: 'u'.repeat(20_000), displayName: 'd'.repeat(20_000) }],
])('the form %s leads back, however odd or long what it carries', async (form, fields) => {
  const location = next(await submit(nobody(world.server), form, fields))
  expect(location).toMatch(new RegExp(`^/${form}`))
  expect(location.length).toBeLessThan(9_000)
})

test('outsiders get nothing done by forms', async () => {
  const { ada, mallory, gus, server } = world
  const room = await group(ada, [], 'private')
  await ada.say(room.id, 'inside')
  await expectNoChange(world, async () => {
    for (const client of [mallory, gus, nobody(server)]) {
      for (const [form, fields] of [
        ['message', { clientId: randomUUID(), body: 'let me in' }],
        ['message-deletion', { seq: 1 }],
        ['room-join', {}],
        ['room-leave', {}],
        ['room-notifications', { level: 'none' }],
      ] as const) {
        const answer = await submit(client, form, { roomId: room.id, ...fields })
        expect(answer.status, form).toBeLessThan(500)
        expect(answer.status, form).not.toBe(200)
        expect(answer.text).not.toContain('inside')
      }
    }
  })
})

test('a form route leads nowhere else', async () => {
  const { ada, server } = world
  const answer = await submit(nobody(server), 'login', {
    login: ada.email,
    password: ada.password,
    next: '//evil.test',
    redirect: 'https://evil.test',
  })
  expect(next(answer)).toBe('/rooms')
})

test('a form larger than 64 KiB is refused', async () => {
  const answer = await submit(world.ada, 'message', { roomId: 1, clientId: randomUUID(), body: 'x'.repeat(70_000) })
  expect([303, 413]).toContain(answer.status)
  if (answer.status === 303) expect(answer.headers.location).toContain('error=')
})

/** What a browser shows: a page with a sentence and a way on, nothing of the wire. */
function expectPage(answer: Answer, status: number, text: RegExp): void {
  expect(answer.status, answer.text).toBe(status)
  expect(answer.headers['content-type']).toMatch(/^text\/html/)
  expect(answer.text).toMatch(text)
  expect(answer.text).toMatch(/<a href="\/">/)
  expect(answer.text).not.toMatch(/urn:plaza|"code"|forbidden/)
}

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const elsewhere = { 'x-forwarded-for': '203.0.113.9', ...browser }

test('who is muted is led back with the reason, and what was written is kept', async () => {
  const { ada, mallory, server } = world
  const [root, grumpy] = [await firstAdmin(server), await member(server, 'grumpy')]
  const room = await group(ada, [grumpy])
  const own = await group(grumpy)
  await root.patch(`/api/admin/users/${grumpy.id}`, { mutedUntil: new Date(Date.now() + 3_600_000).toISOString() })
  await expectNoChange(world, async () => {
    for (const [form, fields, page] of [
      ['message', { roomId: room.id, clientId: randomUUID(), body: 'let me speak' }, `/rooms/${room.id}`],
      ['room', { name: 'Elsewhere', topic: '', visibility: 'public' }, '/rooms/new'],
      ['room-update', { roomId: own.id, name: 'Renamed', topic: '' }, `/rooms/${own.id}`],
      ['member', { roomId: own.id, userId: mallory.id }, `/rooms/${own.id}`],
      ['account', { username: grumpy.user.username, displayName: 'Shouting' }, '/settings'],
    ] as const) {
      const place = new URL(next(await submit(grumpy, form, fields, browser)), server.origin)
      expect([place.pathname, place.searchParams.get('error'), place.searchParams.get('form')]).toEqual([
        page, 'muted', form,
      ])
      if (form === 'message') expect(place.searchParams.get('body')).toBe('let me speak')
    }
  })
})

test('who may not is led back with the reason', async () => {
  const { ada, grace, gus } = world
  const room = await group(ada, [grace])
  await ada.say(room.id, 'mine')
  expect(next(await submit(grace, 'message-deletion', { roomId: room.id, seq: 1 }, browser))).toMatch(
    new RegExp(`^/rooms/${room.id}\\?error=forbidden`),
  )
  expect(next(await submit(gus, 'room', { name: 'Of a guest', topic: '', visibility: 'public' }, browser))).toMatch(
    /^\/rooms\/new\?error=forbidden/,
  )
  expect(next(
    await submit(nobody(world.server), 'message', { roomId: room.id, clientId: randomUUID(), body: 'x' }, browser),
  )).toBe(`/login?error=session_ended&next=%2Frooms%2F${room.id}`)
})

test('who is banned or disabled is led back with the reason, by every door', async () => {
  const { ada, server } = world
  const root = await firstAdmin(server)
  const spammer = nobody(server)
  await submit(spammer, 'guest', { username: unique('spammer') }, elsewhere)
  const square = (await spammer.rooms())[0]!
  const { user } = (await spammer.get('/api/session')).body
  const { seq } = await spammer.say(square.id, 'buy this')
  await ada.put(`/api/rooms/${square.id}/messages/${seq}/report`, { reason: 'spam' })
  const report = body(await root.get('/api/admin/reports?limit=200')).reports.find(one => one.author?.id === user.id)
  expect((await root.patch(`/api/admin/reports/${report?.id}`, { decision: 'ban' })).status).toBe(200)
  expect(
    next(await submit(spammer, 'message', { roomId: square.id, clientId: randomUUID(), body: 'and this' }, elsewhere)),
  ).toMatch(/^\/login\?error=session_ended/)
  const account = {
    email: `${unique('back')}@plaza.test`,
    username: unique('back'),
    password: 'a long enough secret',
    displayName: '',
  }
  const neighbour = await guest(server, 'neighbour')
  expect(next(await submit(nobody(server), 'guest', { username: unique('back') }, elsewhere))).toMatch(
    /^\/\?error=banned/,
  )
  expect(next(await submit(nobody(server), 'register', account, elsewhere))).toMatch(/^\/register\?error=banned/)
  expect(next(await submit(nobody(server), 'login', { login: ada.email, password: ada.password }, elsewhere))).toMatch(
    /^\/login\?error=banned/,
  )
  expect(next(await submit(neighbour, 'claim', account, elsewhere))).toMatch(/^\/settings\?error=banned/)
  const linus = await member(server, 'linus')
  await root.patch(`/api/admin/users/${linus.id}`, { disabled: true })
  expect(
    next(await submit(nobody(server), 'login', { login: linus.email, password: linus.password }, browser)),
  ).toMatch(/^\/login\?error=disabled/)
})

test('the page that one is led back to says why', async () => {
  const { ada, server } = world
  const shown = async (path: string, client = nobody(server)) =>
    (await client.ask({ method: 'GET', path, headers: browser })).text
  expect(await shown('/login?error=banned&form=login')).toContain('Access from your address is blocked')
  expect(await shown('/login?error=disabled&form=login')).toContain('This account is disabled')
  expect(await shown('/register?error=banned&form=register')).toContain('Access from your address is blocked')
  expect(await shown('/?error=banned&form=guest')).toContain('Access from your address is blocked')
  const settings = await shown('/settings?error=muted&form=account', ada)
  expect(settings.match(/role="alert"[^>]*>[^<]*muted/g), 'once, in the form that was refused').toHaveLength(1)
  for (const [form, place] of [['room', 'new'], ['room-join', 'find'], ['direct', 'people']]) {
    expect(
      (await shown(`/rooms/${place}?error=muted&form=${form}`, ada)).match(/role="alert"[^>]*>[^<]*muted/g),
      form,
    ).toHaveLength(1)
  }
})

test('what no page of ours has sent, and what cannot be read, is answered with a page too', async () => {
  const { ada } = world
  for (const asked of [browser, { accept: undefined }]) {
    expectPage(
      await submit(ada, 'logout', {}, { origin: 'https://evil.test', ...asked }),
      403,
      /not sent from a page of this site/,
    )
    expectPage(
      await submit(ada, 'logout', {}, { 'content-type': 'text/plain', ...asked }),
      415,
      /cannot read this request/,
    )
    expectPage(
      await submit(ada, 'message', { roomId: 1, clientId: randomUUID(), body: 'x'.repeat(70_000) }, asked),
      413,
      /too long/,
    )
    expectPage(await ada.ask({ method: 'GET', path: '/forms/login', headers: asked }), 404, /does not exist/)
    expectPage(
      await ada.ask({ method: 'POST', path: '/forms/nothing', headers: { origin: ada.origin, ...asked } }),
      404,
      /does not exist/,
    )
  }
  expect((await ada.get('/api/session')).status).toBe(200)
})
