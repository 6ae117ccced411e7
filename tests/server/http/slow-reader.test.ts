import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { group } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { readMetrics } from '../../support/metrics.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld('slow-reader')

const bodies = 160
const body = '🙂'.repeat(limits.body.codePoints)

/** A connection that asks so many times for a long page, and reads nothing of it. */
async function ask(reader: Client, path: string, times: number): Promise<Socket> {
  const { hostname, port, host } = new URL(world.server.origin)
  const socket = connect(Number(port), hostname)
  socket.pause()
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\ncookie: ${reader.cookie}\r\n\r\n`.repeat(times))
  return socket
}

async function longPage(): Promise<string> {
  const { ada } = world
  const room = await group(ada)
  const socket = await ada.connect()
  for (let n = 0; n < bodies; n++) socket.send({ type: 'message.send', roomId: room.id, clientId: randomUUID(), body })
  await socket.waitFor('message.acked', event => event.seq === bodies, 20_000)
  await socket.close()
  return `/api/rooms/${room.id}/messages?limit=200`
}

const cut = async () => (await readMetrics(world.server)).get('plaza_slow_readers_cut_total') ?? 0

test('a connection that asks on without taking its answers is closed', async () => {
  const path = await longPage()
  const before = await cut()
  const socket = await ask(world.ada, path, limits.unansweredRequests + 1)
  await expect.poll(cut).toBe(before + 1)
  socket.destroy()
  const [answer, polite] = [await world.ada.get(path), await ask(world.ada, '/api/session', limits.unansweredRequests)]
  expect(answer.body.messages).toHaveLength(bodies)
  polite.resume()
  let text = ''
  polite.on('data', (chunk: Buffer) => text += chunk.toString())
  await expect.poll(() => text.split('HTTP/1.1 200').length - 1).toBe(limits.unansweredRequests)
  polite.destroy()
})

test(
  'a reader who takes nothing is cut off after 30 s, and one who takes little is not',
  { timeout: 60_000 },
  async () => {
    const path = await longPage()
    const before = await cut()
    const [stalled, slow] = [
      await ask(world.ada, path, limits.unansweredRequests),
      await ask(world.ada, path, limits.unansweredRequests),
    ]
    let taken = 0
    const sip = setInterval(() => taken += (slow.read(64 * 1024) as Buffer | null)?.length ?? 0, 500)
    await expect.poll(cut, { timeout: limits.stalledMs + 15_000, interval: 500 }).toBe(before + 1)
    expect(taken).toBeGreaterThan(0)
    const at = taken
    await expect.poll(() => taken).toBeGreaterThan(at)
    clearInterval(sip)
    stalled.destroy()
    slow.destroy()
  },
)
