import { expect, test } from 'vitest'
import { nobody } from '../support/cast.ts'
import { expectProblem, useWorld } from '../support/world.ts'

const world = useWorld('square')

test('the glimpse shows the head count and the last five messages, without ids', async () => {
  const { gus, ada, server } = world
  for (let n = 1; n <= 7; n++) await gus.say(gus.square.id, `line ${n}`)
  await gus.delete(`/api/rooms/${gus.square.id}/messages/6`)
  const answer = await nobody(server).get('/api/square')
  expect(answer.status).toBe(200)
  const glimpse = JSON.parse(answer.text) as { name: string, memberCount: number, online: number, messages: { author: string, body: string | null, createdAt: string }[] }
  expect(glimpse).toMatchObject({ name: 'Plaza', memberCount: (await ada.room(gus.square.id)).memberCount, online: expect.any(Number) })
  expect(glimpse.messages.length).toBeLessThanOrEqual(5)
  expect(glimpse.messages.at(-1)).toEqual({ author: gus.user.displayName, body: 'line 7', createdAt: expect.stringMatching(/Z$/) })
  expect(answer.text).not.toContain('line 6')
  expect(answer.text).not.toMatch(/"(?:id|authorId|clientId|roomId|seq|email)"/)
})

test('nothing of the square but the glimpse is for nobody', async () => {
  const { gus, server } = world
  for (const path of ['', '/messages', '/members']) {
    expectProblem(await nobody(server).get(`/api/rooms/${gus.square.id}${path}`), 401, 'unauthenticated')
  }
})

test('the landing page greets with the square and asks search engines to stay away', async () => {
  const { gus, server } = world
  await gus.say(gus.square.id, 'seen from the street')
  const answer = await nobody(server).ask({ method: 'GET', path: '/', headers: { accept: 'text/html' } })
  expect(answer.status).toBe(200)
  expect(answer.text).toContain('seen from the street')
  expect(`${answer.headers['x-robots-tag'] ?? ''} ${answer.text}`).toMatch(/noindex/)
})
