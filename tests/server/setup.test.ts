import { expect, test } from 'vitest'
import { nobody } from '../support/cast.ts'
import { unique } from '../support/random.ts'
import { expectProblem, useServer } from '../support/world.ts'

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
  for (const wrong of [0, null, [token], { token }]) expectProblem(await nobody(server).post('/api/setup', wanted(wrong)), 400, 'invalid')
  expectProblem(await nobody(server).post('/api/setup', { ...wanted(token), password: 'short' }), 400, 'invalid')

  const answers = await Promise.all([1, 2, 3].map(() => nobody(server).post('/api/setup', wanted(token))))
  expect(answers.map(answer => answer.status).sort()).toEqual([201, 404, 404])
  expect(answers.find(answer => answer.status === 201)?.body.user.role).toBe('admin')
  expect(await server.identity('SELECT id FROM users WHERE role = ?', ['admin'])).toHaveLength(1)
  expectProblem(await nobody(server).post('/api/setup', wanted(token)), 404, 'not_found')
})

test('the next start prints no link', async () => {
  const { server } = world
  const before = server.readLog().length
  await server.restart()
  expect(server.readLog().slice(before)).not.toContain('token=')
})
