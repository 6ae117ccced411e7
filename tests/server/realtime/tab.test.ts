import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { group } from '../../support/cast.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld()

test('a request that names its person is answered when the session is theirs', async () => {
  const { ada } = world
  const answer = await ada.ask({ method: 'GET', path: '/api/session', headers: { 'plaza-user': String(ada.id) } })
  expect(answer.status).toBe(200)
})

test('a request of the person before is refused, and nothing happens in the name of the new one', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const stale = { 'plaza-user': String(grace.id) }
  await expectNoChange(world, async () => {
    expectProblem(
      await ada.ask({
        method: 'POST',
        path: `/api/rooms/${room.id}/messages`,
        body: { clientId: randomUUID(), body: 'not hers' },
        headers: stale,
      }),
      401, 'unauthenticated',
    )
    expectProblem(
      await ada.ask({ method: 'PUT', path: `/api/rooms/${room.id}/read`, body: { seq: 0 }, headers: stale }),
      401, 'unauthenticated',
    )
    expectProblem(await ada.ask({ method: 'DELETE', path: '/api/session', headers: stale }), 401, 'unauthenticated')
    expectProblem(
      await ada.ask({
        method: 'DELETE',
        path: '/api/account',
        body: { password: ada.password },
        headers: { 'plaza-user': 'nobody' },
      }),
      401, 'unauthenticated',
    )
  })
  expect((await ada.get('/api/session')).status).toBe(200)
})

test('every answer of the API names the build that gave it, also a refusal', async () => {
  const { ada, mallory } = world
  const build = (await ada.get('/api/session')).headers['plaza-build']
  expect(build).toMatch(/^[\w-]{8,}$/)
  expect((await mallory.get('/api/rooms/999999')).headers['plaza-build']).toBe(build)
})
