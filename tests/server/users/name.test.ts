import { expect, test } from 'vitest'
import { firstAdmin, guest, member, nobody } from '../../support/cast.ts'
import { unique } from '../../support/random.ts'
import { startServer } from '../../support/server.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('name')
const registration = (username: string, displayName?: string) => ({
  email: `${unique('mail')}@plaza.test`,
  username,
  password: 'a long enough secret',
  ...(displayName && { displayName }),
})

test.each([
  'Admin', 'ADMIN', 'administrator', 'Moderator', 'Support', 'System', 'Plaza', 'Plaza Support', 'The Admin Team',
  '★ Admin ★', 'A.d.m.i.n', 'ad min', 'Αdmin', 'аdmin', 'ADМIN', 'SUPPORТ', 'ꓮꓓꓟꓲꓠ', 'ᴀᴅᴍɪɴ', 'Adm!n', '🅰dmin',
  'Deleted user', 'Ａｄｍｉｎ', 'administrador', 'администратор', '管理员', 'サポート', 'مشرف', 'Modérateur', 'ADMlN', 'PIaza',
])('%s is an admin\'s to give', async (name) => {
  const { server, ada } = world
  const refused = [
    await nobody(server).post('/api/guests', { username: name }),
    await nobody(server).post('/api/users', registration(name)),
    await ada.patch('/api/account', { username: name }),
  ]
  for (const answer of refused) {
    // Mixed scripts are refused before.
    expect([400, 409]).toContain(answer.status)
    if (answer.status === 409) {
      expect(answer.body).toMatchObject({
        code: 'username_reserved',
        errors: [{ path: 'username', code: 'username_reserved' }],
      })
    }
    else {
      expect(answer.body.errors).toEqual([{ path: 'username', code: 'mixed_scripts' }])
    }
  }
  for (const answer of [
    await ada.patch('/api/account', { displayName: name }),
    await nobody(server).post('/api/users', registration(unique('linus'), name)),
  ]) {
    expectProblem(answer, 409, 'name_reserved')
    expect(answer.body.errors).toEqual([{ path: 'displayName', code: 'name_reserved' }])
  }
})

test.each([
  'Adminah', 'Modesto', 'Supporter of Leeds', 'Ada Systema', 'Plazas', 'Madmin', 'Administrative Ada',
])('%s is anybody\'s', async (name) => {
  expect((await world.ada.patch('/api/account', { displayName: name })).status).toBe(200)
})

test('an admin gives such a name, who has it keeps it, and the brand is one of them', async () => {
  const { server, ada } = world
  const root = await firstAdmin(server)
  const linus = await member(server, 'linus')
  const given = await root.patch(`/api/admin/users/${linus.id}`, { displayName: 'Support' })
  expect(given.status, given.text).toBe(200)
  expect((await linus.patch('/api/account', { username: unique('linus'), displayName: 'Support' })).status).toBe(200)
  expectProblem(await linus.patch('/api/account', { displayName: 'Support team' }), 409, 'name_reserved')
  const { body } = await root.get('/api/admin/settings') as unknown as { body: { settings: { brand: object } } }
  expect(
    (await root.patch('/api/admin/settings', { brand: { ...body.settings.brand, name: 'Agora Nova' } })).status,
  ).toBe(200)
  expectProblem(await ada.patch('/api/account', { displayName: 'Agora  nova' }), 409, 'name_reserved')
  await root.patch('/api/admin/settings', { brand: body.settings.brand })
})

test('people whose names look alike are marked, and those who see them are told', async () => {
  const { server, ada } = world
  const [grace, linus] = await Promise.all([member(server, 'grace'), member(server, 'linus')])
  const name = `Grace ${unique('Hopper')}`
  expect((await grace.patch('/api/account', { displayName: name })).body.user.lookalike).toBeUndefined()
  const socket = await ada.connect()
  const posed = await linus.patch('/api/account', { displayName: name.replace('o', '\u043E') })
  expect(posed.body.user.lookalike).toBe(true)
  expect((await socket.waitFor('user.updated', event => event.user.id === grace.id)).user.lookalike).toBe(true)
  expect((await socket.waitFor('user.updated', event => event.user.id === linus.id)).user).toMatchObject({
    lookalike: true,
    kind: 'member',
  })
  for (const id of [grace.id, linus.id]) {
    expect((await ada.get(`/api/users/${id}`)).body.user).toMatchObject({ lookalike: true })
  }
  expect((await linus.patch('/api/account', { displayName: unique('somebody') })).body.user.lookalike).toBeUndefined()
  const asUsername = await linus.patch('/api/account', { displayName: ada.user.username })
  expect(asUsername.body.user.lookalike).toBe(true)
  expect((await ada.get(`/api/users/${ada.id}`)).body.user.lookalike).toBe(true)
  await socket.close()
})

test('a guest learns nothing of names that others have, and those are told apart from the guest anyway', async () => {
  const { server, ada } = world
  const [grace, gus, accomplice] = await Promise.all([member(server, 'grace'), guest(server), guest(server)])
  const name = `Grace ${unique('Hopper')}`
  await grace.patch('/api/account', { displayName: name })
  expect((await grace.delete(`/api/rooms/${gus.square.id}/membership`)).status).toBe(204)
  const own = await gus.connect()
  for (const displayName of [name, name.replace('o', '\u043E'), unique('Nobody')]) {
    const answer = await gus.patch('/api/account', { displayName })
    expect(answer.body.user).toMatchObject({ kind: 'guest', displayName })
    const event = await own.waitFor(
      'user.updated',
      ({ user }) => user.displayName === displayName && user.id === gus.user.id,
    )
    const profile = (await accomplice.get(`/api/users/${gus.user.id}`)).body.user
    for (const user of [answer.body.user, event.user, profile, (await gus.get('/api/session')).body.user]) {
      expect(user).not.toHaveProperty('lookalike')
    }
  }
  expect((await gus.get(`/api/users/${grace.id}`)).status).toBe(404)
  expect((await ada.get(`/api/users/${grace.id}`)).body.user).toMatchObject({ lookalike: true })
  expect(own.of('user.updated').filter(({ user }) => user.id === grace.id)).toEqual([])
  await own.close()
})

test.each([
  ['Вob Marley', 'Bob Marley'], ['Leo Zer0', 'Leo Zero'], ['Alice Lamm\u2800', 'Alice Lamm'], ['BACЯ', 'ВАСЯ'],
])('%j and %j look alike by display name, whoever comes first', async (one, two) => {
  const { server, ada } = world
  for (const pair of [[one, two], [two, one]]) {
    const family = unique('x').replaceAll(/[^a-z]/g, '')
    const people = await Promise.all([member(server), member(server)])
    for (const [n, person] of people.entries()) {
      await person.patch('/api/account', { displayName: `${family} ${pair[n]}` })
    }
    for (const { id } of people) {
      expect((await ada.get(`/api/users/${id}`)).body.user.lookalike, `${family} ${pair}`).toBe(true)
    }
  }
})

test.each([
  ['Alice', 'AIice'],
  ['Ilse', 'llse'],
  ['Bill', 'BiIl'],
])('%s and %s look alike: a capital I is a small l to the eye', async (name, posing) => {
  const { server } = world
  const [first, second] = await Promise.all([member(server), member(server)])
  const family = unique('Hopper')
  await first.patch('/api/account', { displayName: `${name} ${family}` })
  expect((await second.patch('/api/account', { displayName: `${posing} ${family}` })).body.user.lookalike).toBe(true)
  expect((await first.get('/api/session')).body.user.lookalike).toBe(true)
})

test('of two who take one display name at the same moment both are marked', async () => {
  const { server, ada } = world
  const people = await Promise.all(['one', 'two'].map(name => member(server, name)))
  const displayName = unique('Twin')
  await Promise.all(people.map(person => person.patch('/api/account', { displayName })))
  for (const { id } of people) expect((await ada.get(`/api/users/${id}`)).body.user.lookalike).toBe(true)
})

test('accounts from before are completed at the next boot, also when two of them turn out to look alike', async () => {
  const server = await startServer({ name: 'name-before' })
  try {
    const [tom, posing, ada] = await Promise.all([
      member(server, 'tom'),
      member(server, 'posing'),
      member(server, 'ada'),
    ])
    const before = 'UPDATE users SET username = ?, username_key = ?, username_skeleton = ?, username_written = NULL, '
      + 'display_name = ?, display_skeleton = ?, display_written = NULL WHERE id = ?'
    await server.identity(before, ['TOM', 'tom', 'torn', 'TOM', 'torn', tom.id])
    await server.identity(before, ['ТОМ', 'том', 'ᴛoʍ', 'ТОМ', null, posing.id])
    await server.restart()
    await expect
      .poll(async () => await server.identity('SELECT id FROM users WHERE display_written IS NULL'))
      .toEqual([])
    for (const { id } of [tom, posing]) {
      await expect.poll(async () => (await ada.get(`/api/users/${id}`)).body.user).toMatchObject({ lookalike: true })
    }
    expect((await ada.get(`/api/users/${ada.id}`)).body.user.lookalike).toBeUndefined()
    expectProblem(await nobody(server).post('/api/guests', { username: 'ᴛᴏᴍ' }), 409, 'username_taken')
    expect((await nobody(server).post('/api/session', { login: 'tom', password: tom.password })).status).toBe(200)
  }
  finally {
    await server.stop()
  }
})
