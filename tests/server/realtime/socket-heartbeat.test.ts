import { expect, test } from 'vitest'
import { useWorld } from '../../support/world.ts'

const world = useWorld('socket-heartbeat')

// The server asks every 25 s and waits as long for the answer.
test('a connection that answers no ping is closed with 4408, one that does stays', async () => {
  const dead = world.ada.dial({ autoPong: false })
  await dead.opened
  const alive = await world.ada.connect()
  const { code } = await dead.closed
  expect(code).toBe(4408)
  await alive.settle()
  await alive.close()
}, 180_000)
