import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { group } from '../../support/cast.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld('socket-reader')

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

test('readers that do not read are cut off, while memory stays bounded and others go on', async () => {
  const { ada, grace, server } = world
  const room = await group(ada, [grace])
  const writer = await ada.connect()
  const slow = await Promise.all(Array.from({ length: 5 }, () => grace.connect()))
  const quick = await grace.connect()
  const before = residentBytes(server.pid)
  for (const socket of slow) socket.ws.pause()
  let peak = before
  const body = '🙂'.repeat(4_000)
  for (let round = 0; round < 12; round++) {
    const last = (round + 1) * 128
    for (let n = 0; n < 128; n++) writer.send({ type: 'message.send', roomId: room.id, clientId: randomUUID(), body })
    await quick.waitFor('message.created', event => event.message.seq === last, 15_000)
    peak = Math.max(peak, residentBytes(server.pid))
    writer.clear()
    quick.clear()
  }
  for (const socket of slow) socket.ws.resume()
  for (const socket of slow) expect([1006, 1013]).toContain((await socket.closed).code)
  expect(peak - before).toBeLessThan(250 * 1024 * 1024)
  await quick.settle()
  await Promise.all([writer.close(), quick.close()])
})
