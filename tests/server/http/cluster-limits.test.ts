import { expect, test } from 'vitest'
import { member, nobody } from '../../support/cast.ts'
import { at } from '../../support/nodes.ts'
import { expectProblem, useNodes } from '../../support/world.ts'

const nodes = useNodes({ name: 'cluster-limits', count: 2, redis: 'plain', env: { NUXT_LIMITS: 'on' } })

const guess = (n: number, login: string) =>
  nobody(nodes.servers[n % 2]!).post('/api/session', { login, password: `not the secret ${n}` })

test('guesses are counted over all nodes, and by each node alone while Redis is gone', async () => {
  const ada = await member(nodes.first, 'ada')
  for (let n = 0; n < 10; n++) expectProblem(await guess(n, ada.email), 401, 'unauthenticated')
  for (const n of [0, 1]) {
    const refused = await guess(n, ada.email)
    expectProblem(refused, 429, 'rate_limited')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  }
  expect((await at(nodes.last, ada).get('/api/session')).status, 'who is in stays in').toBe(200)
  await nodes.redis!.kill()
  await nodes.last.state('degraded')
  const answer = await guess(1, ada.email)
  expect([401, 429]).toContain(answer.status)
  await nodes.redis!.start()
})
