import { expect, test } from 'vitest'
import { body } from '../../support/admin.ts'
import { firstAdmin, guest, member, nobody } from '../../support/cast.ts'
import type { Answer } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { keepSessions } from '../../support/sessions.ts'
import { expectProblem, useServer } from '../../support/world.ts'

const world = useServer('password')

function expectRefused(answer: Answer, code: string, path = 'password'): void {
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors).toEqual([{ path, code }])
}

/** How a password comes in, with the name and e-mail it would belong to. */
type Way = (password: string, person: { email: string, username: string }) => Promise<Answer>
const ways: [string, Way, string?][] = [
  ['registering', (password, person) => nobody(world.server).post('/api/users', { ...person, password })],
  [
    'claiming',
    async (password, { email }) => (await guest(world.server)).post('/api/guests/claim', { email, password }),
  ],
  ['changing it', async (newPassword) => {
    const ada = await member(world.server)
    return ada.put('/api/account/password', { currentPassword: ada.password, newPassword })
  }, 'newPassword'],
  ['a link for a new one', async (password) => {
    const [root, ada] = [await firstAdmin(world.server), await member(world.server)]
    const { token } = body(await root.post(`/api/admin/users/${ada.id}/password-reset`))
    return nobody(world.server).put('/api/password', { token, password })
  }],
  [
    'an admin who makes an account',
    async (password, person) => (await firstAdmin(world.server)).post('/api/admin/users', { ...person, password }),
  ],
]

const someone = () => {
  const username = unique('someone')
  return { username, email: `${username}-mail@plaza.test` }
}

test.each(ways)('%s refuses the most common passwords, in any case, and only spaces', async (_name, way, path) => {
  for (const password of [
    'password', 'PassWord1', '12345678', 'iloveyou', 'qwertyuiop', 'Football', 'ｐａｓｓｗｏｒｄ', 'pass\u200Bword',
  ]) {
    expectRefused(await way(password, someone()), 'too_common', path)
  }
  expectRefused(await way(' '.repeat(12), someone()), 'only_spaces', path)
  expectRefused(await way('\u200B'.repeat(12), someone()), 'only_invisible', path)
  expect((await way('a fine long secret', someone())).status).toBeLessThan(300)
})

test('a password is not the own name or e-mail, however it is written', async () => {
  const person = someone()
  const way = ways[0]![1]
  expectRefused(await way(person.username.toUpperCase(), person), 'like_name')
  expectRefused(await way(`  ${person.username}!!`, person), 'like_name')
  expectRefused(await way(person.email, person), 'like_email')
  expectRefused(await way(person.email.split('@')[0]!, person), 'like_email')
  expect((await way(`the secret of ${person.username}`, person)).status, 'it may hold the name').toBe(201)
})

test('a claim and a change look at the name that the account has', async () => {
  const { server } = world
  const gus = await guest(server, 'guest-with-a-name')
  expectRefused(
    await gus.post('/api/guests/claim', { email: `${unique('mail')}@plaza.test`, password: gus.user.username }),
    'like_name',
  )
  expect((await gus.get('/api/session')).body.user.kind).toBe('guest')
  const ada = await member(server, 'member-with-a-name')
  expectRefused(
    await ada.put('/api/account/password', { currentPassword: ada.password, newPassword: ada.user.username }),
    'like_name', 'newPassword',
  )
  expect(
    (await nobody(server).post('/api/session', { login: ada.email, password: ada.password })).status,
    'the old one is still good',
  ).toBe(200)
})

test('a password is not changed unless every other session ends with it', async () => {
  const { server } = world
  const ada = await member(server)
  const elsewhere = nobody(server)
  const logIn = (password: string) => elsewhere.post('/api/session', { login: ada.email, password })
  await logIn(ada.password)
  const release = await keepSessions(server, ada)
  const change = { currentPassword: ada.password, newPassword: 'quite another secret' }
  expect((await ada.put('/api/account/password', change)).status).toBe(500)
  await release()
  expect((await logIn(change.newPassword)).status).toBe(401)
  expect((await ada.put('/api/account/password', change)).status).toBe(204)
  expectProblem(await elsewhere.get('/api/session'), 401, 'unauthenticated')
  expect((await ada.get('/api/session')).status).toBe(200)
})
