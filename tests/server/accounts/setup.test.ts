import { expect, test } from 'vitest'
import { member, nobody } from '../../support/cast.ts'
import { unique } from '../../support/random.ts'
import { startServer } from '../../support/server.ts'
import { expectProblem, useServer } from '../../support/world.ts'

const world = useServer('setup', { NUXT_ADMIN_EMAIL: '', NUXT_ADMIN_PASSWORD: '' })

const wanted = (token: unknown) => {
  const username = unique('root')
  return { token, email: `${username}@plaza.test`, username, password: 'a long enough secret' }
}

test('without a configured admin the first start prints a link, which makes one admin once', async () => {
  const { server } = world
  const token = /\/setup\?token=([\w-]+)/.exec(server.readLog())?.[1]
  expect(token).toMatch(/^[\w-]{30,}$/)
  expect(await server.identity('SELECT id FROM tokens WHERE id = ?', [token!])).toEqual([])

  for (const wrong of ['', 'x', `${token}x`, token!.toLowerCase()]) {
    const answer = await nobody(server).post('/api/setup', wanted(wrong))
    expect([400, 404]).toContain(answer.status)
  }
  for (const wrong of [0, null, [token], { token }]) {
    expectProblem(await nobody(server).post('/api/setup', wanted(wrong)), 400, 'invalid')
  }
  expectProblem(await nobody(server).post('/api/setup', { ...wanted(token), password: 'short' }), 400, 'invalid')

  const everyone = [1, 2, 3].map(() => wanted(token))
  const answers = await Promise.all(everyone.map(one => nobody(server).post('/api/setup', one)))
  expect(answers.map(answer => answer.status).sort()).toEqual([201, 404, 404])
  expect(answers.find(answer => answer.status === 201)?.body.user.role).toBe('admin')
  expect(await server.identity('SELECT id FROM users WHERE role = ?', ['admin'])).toHaveLength(1)
  const names = everyone.map(one => one.username)
  expect(
    await server.identity('SELECT id FROM users WHERE username IN (?, ?, ?)', names),
    'who came second has no account either',
  ).toHaveLength(1)
  expectProblem(await nobody(server).post('/api/setup', wanted(token)), 404, 'not_found')
})

test('the next start prints no link', async () => {
  const { server } = world
  const before = server.readLog().length
  await server.restart()
  expect(server.readLog().slice(before)).not.toContain('token=')
})

test('a configured admin whose address somebody else registered before is not made from their account', async () => {
  const { server } = world
  const squatter = await member(server, 'mallory')
  await server.identity('UPDATE users SET role = \'user\'')
  const env = { NUXT_ADMIN_EMAIL: squatter.email, NUXT_ADMIN_PASSWORD: 'not the secret of mallory' }
  const second = await startServer({ name: 'setup-squatted', databases: server.databases, env })
  try {
    expect(second.readLog()).toContain('/setup?token=')
    expect(await server.identity('SELECT id FROM users WHERE role = ?', ['admin'])).toEqual([])
  }
  finally {
    await second.stop()
  }
})

test('a configured admin is made under another name when theirs is taken, and owns the first groups', async () => {
  const { server } = world
  // From before such names were an admin's to give.
  const someone = await member(server, 'someone')
  await server.identity('UPDATE users SET username = ?, username_key = ?, username_skeleton = ? WHERE id = ?', [
    'admin', 'admin', 'adrnin', someone.id,
  ])
  const env = { NUXT_ADMIN_EMAIL: 'boss@plaza.test', NUXT_ADMIN_PASSWORD: 'the secret of the boss' }
  const second = await startServer({ name: 'setup-taken', databases: server.databases, env })
  try {
    const boss = nobody(second)
    const answer = await boss.post('/api/session', { login: env.NUXT_ADMIN_EMAIL, password: env.NUXT_ADMIN_PASSWORD })
    expect(answer.body.user.role).toBe('admin')
    expect(answer.body.user.username).toMatch(/^admin-/)
    const { body } = await boss.get('/api/rooms')
    expect(body.rooms.length).toBeGreaterThan(0)
  }
  finally {
    await second.stop()
  }
})
