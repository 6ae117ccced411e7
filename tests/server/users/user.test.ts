import { expect, test } from 'vitest'
import { member, nobody } from '../../support/cast.ts'
import type { Answer } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('user')

function registration(username = unique('linus')) {
  return { email: `${unique('mail')}@plaza.test`, username, password: 'a long enough secret' }
}

test('registering makes a member who is logged in and in the square', async () => {
  const client = nobody(world.server)
  const wanted = { ...registration(), displayName: 'Linus of the hills' }
  const answer = await client.post('/api/users', wanted)
  expect(answer.status).toBe(201)
  expect(answer.body.user).toEqual({
    id: expect.any(Number),
    kind: 'member',
    role: 'user',
    username: wanted.username,
    displayName: 'Linus of the hills',
    avatarUrl: null,
    email: wanted.email,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  })
  expect((await client.get('/api/session')).body.user.id).toBe(answer.body.user.id)
  expect((await client.rooms()).map(room => [room.name, room.visibility])).toEqual([['The square', 'open']])
})

test('without a display name the username is shown', async () => {
  const wanted = registration()
  const answer = await nobody(world.server).post('/api/users', wanted)
  expect(answer.body.user.displayName).toBe(wanted.username)
})

test('nobody registers as an admin', async () => {
  const answer = await nobody(world.server).post('/api/users', { ...registration(), role: 'admin', kind: 'bot', id: 1 })
  expect(answer.status).toBe(201)
  expect(answer.body.user).toMatchObject({ role: 'user', kind: 'member' })
})

test('an e-mail address has one account, whatever its case', async () => {
  const wanted = registration()
  await nobody(world.server).post('/api/users', wanted)
  const again = await nobody(world.server).post('/api/users', { ...registration(), email: wanted.email.toUpperCase() })
  expectProblem(again, 409, 'email_taken')
})

test.each([
  ['no e-mail', { email: undefined }, 'email'],
  ['a bad e-mail', { email: 'ada' }, 'email'],
  ['a number for the e-mail', { email: 7 }, 'email'],
  ['no username', { username: undefined }, 'username'],
  ['an empty username', { username: '' }, 'username'],
  ['a list for the username', { username: ['ada'] }, 'username'],
  ['an object for the username', { username: { toString: 'ada' } }, 'username'],
  ['a short password', { password: 'short' }, 'password'],
  ['an endless password', { password: 'x'.repeat(257) }, 'password'],
  ['a number for the password', { password: 1234567890 }, 'password'],
])('%s is refused by name', async (_, change, field) => {
  const answer = await nobody(world.server).post('/api/users', { ...registration(), ...change })
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors).toEqual([{ path: field, code: expect.stringMatching(/^[a-z_]+$/) }])
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('the password is stored as an argon2id hash and never answered', async () => {
  const linus = await member(world.server, 'linus')
  const [row] = await world.server.identity<{ hash: string }>('SELECT password_hash hash FROM users WHERE id = ?', [
    linus.id,
  ])
  expect(row?.hash).toMatch(/^\$argon2id\$/)
  const answers = await Promise.all([
    linus.get('/api/session'),
    linus.get(`/api/users/${linus.id}`),
    linus.get(`/api/users?query=${linus.user.username}`),
  ])
  for (const answer of answers) expect(answer.text).not.toMatch(/argon2|hash|password|Key|skeleton/)
})

test('of two who want the same name at the same moment one gets it', async () => {
  for (let round = 0; round < 5; round++) {
    const username = unique('twin')
    const answers = await Promise.all([1, 2].map(() => nobody(world.server).post('/api/users', registration(username))))
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 409])
    expect(answers.map(answer => answer.body.code)).toContain('username_taken')
  }
})

test('of two who want the same e-mail at the same moment one gets it', async () => {
  const { email } = registration()
  const answers = await Promise.all(
    [1, 2].map(() => nobody(world.server).post('/api/users', { ...registration(), email })),
  )
  expect(answers.map(answer => answer.status).sort()).toEqual([201, 409])
  expect(answers.map(answer => answer.body.code)).toContain('email_taken')
})

test('a profile shows no e-mail to others', async () => {
  const { ada, grace } = world
  const answer = await grace.get(`/api/users/${ada.id}`)
  expect(answer.status).toBe(200)
  const { email, ...profile } = ada.user
  expect(answer.body.user).toEqual(profile)
  expect(answer.text).not.toContain(email)
})

test('a person who does not exist is a 404', async () => {
  expectProblem(await world.ada.get('/api/users/99999999'), 404, 'not_found')
})

test('nobody sees no people', async () => {
  const client = nobody(world.server)
  expectProblem(await client.get(`/api/users/${world.ada.id}`), 401, 'unauthenticated')
  expectProblem(await client.get('/api/users?query=ada'), 401, 'unauthenticated')
})

test('people are found by the beginning of their username or display name', async () => {
  const { server, ada } = world
  const client = nobody(server)
  const wanted = { ...registration(unique('zephyr')), displayName: `Ökonom ${unique('x')}` }
  const { id } = (await client.post('/api/users', wanted)).body.user
  for (const query of [
    wanted.username.slice(0, 12),
    wanted.username.toUpperCase(),
    wanted.displayName.slice(0, 14),
    wanted.displayName.toLowerCase(),
  ]) {
    const found = (await ada.get(`/api/users?query=${encodeURIComponent(query)}`)).body.users
    expect(found.map(user => user.id), query).toEqual([id])
    expect(found[0]).not.toHaveProperty('email')
  }
})

test('wildcards and quotes in a search are letters', async () => {
  for (const query of ['%', '_', '\\', '\'', '%_', '" OR 1=1 -- ']) {
    const answer = await world.ada.get(`/api/users?query=${encodeURIComponent(query)}`)
    expect(answer.status).toBe(200)
    expect(answer.body.users, query).toEqual([])
  }
})

test('a guest finds the people of their own rooms, and a person outside them does not exist', async () => {
  const { gus, ada, server } = world
  const found = (await gus.get(`/api/users?query=${ada.user.username}`)).body.users
  expect(found.map(user => user.id)).toEqual([ada.id])
  const recluse = await member(server, 'recluse')
  const square = (await recluse.rooms())[0]!
  await recluse.delete(`/api/rooms/${square.id}/membership`)
  expect((await gus.get(`/api/users?query=${recluse.user.username}`)).body.users).toEqual([])
  expectProblem(await gus.get(`/api/users/${recluse.id}`), 404, 'not_found')
})

test('a long list of people comes in pages that hold everybody once', async () => {
  const { server, ada } = world
  const base = unique('many')
  for (let n = 0; n < 7; n++) await nobody(server).post('/api/guests', { username: `${base}_${n}` })
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const page = (
      await ada.get(`/api/users?query=${base}&limit=3${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    ).body
    expect(page.users.length).toBeLessThanOrEqual(3)
    seen.push(...page.users.map(user => user.id))
    cursor = page.cursor
  } while (cursor)
  expect(seen).toHaveLength(7)
  expect(new Set(seen).size).toBe(7)
})

test('a guest cannot tell a person they may not see from one who never was, on any route with a person', async () => {
  const { server, gus } = world
  const [recluse, visible] = await Promise.all([member(server, 'recluse'), member(server, 'visible')])
  await recluse.delete(`/api/rooms/${gus.square.id}/membership`)
  const room = gus.square.id
  const postForm = (path: string, body: string) =>
    gus.ask({
      method: 'POST',
      path,
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': gus.origin },
    })
  const attempts: Record<string, (id: number) => Promise<Answer>> = {
    'the profile': id => gus.get(`/api/users/${id}`),
    'a direct room': id => gus.post('/api/directs', { userId: id }),
    'adding': id => gus.put(`/api/rooms/${room}/members/${id}`),
    'a role': id => gus.put(`/api/rooms/${room}/members/${id}`, { role: 'moderator' }),
    'removing': id => gus.delete(`/api/rooms/${room}/members/${id}`),
    'adding elsewhere': id => gus.put(`/api/rooms/99999999/members/${id}`),
    'a form': id => postForm('/forms/direct', `userId=${id}`),
    'the form for members': id => postForm('/forms/member', `roomId=${room}&userId=${id}&role=member`),
  }
  await expectNoChange(world, async () => {
    for (const [name, attempt] of Object.entries(attempts)) {
      const [hidden, absent] = [await attempt(recluse.id), await attempt(99_999_999)]
      const without = (text: string, id: number) => text.replaceAll(String(id), 'ID')
      expect(without(hidden.text, recluse.id), name).toBe(without(absent.text, 99_999_999))
      expect([hidden.status, hidden.headers.location], name).toEqual([absent.status, absent.headers.location])
    }
  })
  expectProblem(await gus.post('/api/directs', { userId: recluse.id }), 404, 'not_found')
  expectProblem(await gus.post('/api/directs', { userId: visible.id }), 403, 'forbidden')
})
