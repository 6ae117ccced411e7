import { expect, test } from 'vitest'
import { firstAdmin, guest, member, nobody } from '../../support/cast.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('name')
const registration = (username: string, displayName?: string) => ({ email: `${unique('mail')}@plaza.test`, username, password: 'a long enough secret', ...(displayName && { displayName }) })

test.each([
  'Admin', 'ADMIN', 'administrator', 'Moderator', 'Support', 'System', 'Plaza', 'Plaza Support', 'The Admin Team', '★ Admin ★', 'A.d.m.i.n', 'ad min', 'Αdmin', 'аdmin',
  'Ａｄｍｉｎ', 'administrador', 'администратор', '管理员', 'サポート', 'مشرف', 'Modérateur', 'ADMlN', 'PIaza',
])('%s is an admin\'s to give', async (name) => {
  const { server, ada } = world
  const refused = [await nobody(server).post('/api/guests', { username: name }), await nobody(server).post('/api/users', registration(name)), await ada.patch('/api/account', { username: name })]
  for (const answer of refused) {
    // Mixed scripts are refused before.
    expect([400, 409]).toContain(answer.status)
    if (answer.status === 409) expect(answer.body).toMatchObject({ code: 'username_reserved', errors: [{ path: 'username', code: 'username_reserved' }] })
    else expect(answer.body.errors).toEqual([{ path: 'username', code: 'mixed_scripts' }])
  }
  for (const answer of [await ada.patch('/api/account', { displayName: name }), await nobody(server).post('/api/users', registration(unique('linus'), name))]) {
    expectProblem(answer, 409, 'name_reserved')
    expect(answer.body.errors).toEqual([{ path: 'displayName', code: 'name_reserved' }])
  }
})

test.each(['Adminah', 'Modesto', 'Supporter of Leeds', 'Ada Systema', 'Plazas', 'Madmin', 'Administrative Ada'])('%s is anybody\'s', async (name) => {
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
  expect((await root.patch('/api/admin/settings', { brand: { ...body.settings.brand, name: 'Agora Nova' } })).status).toBe(200)
  expectProblem(await ada.patch('/api/account', { displayName: 'Agora  nova' }), 409, 'name_reserved')
  await root.patch('/api/admin/settings', { brand: body.settings.brand })
})

test('people whose names look alike are marked, and those who see them are told', async () => {
  const { server, ada } = world
  const [grace, gus] = await Promise.all([member(server, 'grace'), guest(server)])
  const name = `Grace ${unique('Hopper')}`
  expect((await grace.patch('/api/account', { displayName: name })).body.user.lookalike).toBeUndefined()
  const socket = await ada.connect()
  const posed = await gus.patch('/api/account', { displayName: name.replace('o', '\u043E') })
  expect(posed.body.user.lookalike).toBe(true)
  expect((await socket.waitFor('user.updated', event => event.user.id === grace.id)).user.lookalike).toBe(true)
  expect((await socket.waitFor('user.updated', event => event.user.id === gus.user.id)).user).toMatchObject({ lookalike: true, kind: 'guest' })
  for (const id of [grace.id, gus.user.id]) expect((await ada.get(`/api/users/${id}`)).body.user).toMatchObject({ lookalike: true })
  expect((await gus.patch('/api/account', { displayName: unique('somebody') })).body.user.lookalike).toBeUndefined()
  const asUsername = await gus.patch('/api/account', { displayName: ada.user.username })
  expect(asUsername.body.user.lookalike).toBe(true)
  expect((await ada.get(`/api/users/${ada.id}`)).body.user.lookalike).toBe(true)
  await socket.close()
})

test.each([['Alice', 'AIice'], ['Ilse', 'llse'], ['Bill', 'BiIl']])('%s and %s look alike: a capital I is a small l to the eye', async (name, posing) => {
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
