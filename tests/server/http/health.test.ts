import { expect, test } from 'vitest'
import { nobody } from '../../support/cast.ts'
import { useServer } from '../../support/world.ts'

const world = useServer('health')

test('a living server says so', async () => {
  const answer = await nobody(world.server).get('/api/health/live')
  expect(answer.status).toBe(200)
})

test('a ready server names its parts', async () => {
  const answer = await nobody(world.server).get('/api/health/ready')
  expect(answer.status).toBe(200)
  expect(answer.text).toMatch(/identity/)
  expect(answer.text).toMatch(/chat/)
  expect(answer.text).not.toMatch(/mysql:|socketPath|password/)
})

test('health needs no session and leaves none', async () => {
  const answer = await nobody(world.server).get('/api/health/ready')
  expect(answer.headers['set-cookie']).toBeUndefined()
})
