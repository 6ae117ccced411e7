import { expect, test } from 'vitest'
import type { PresenceStatus } from '../../../shared/protocol/presence.ts'
import { member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { readMetrics } from '../../support/metrics.ts'
import { choose } from '../../support/presence.ts'
import type { Socket } from '../../support/socket.ts'
import { until } from '../../support/until.ts'
import { useServer } from '../../support/world.ts'

const people = 300
const world = useServer('presence-storm', { NUXT_PRESENCE_GRACE: '0.2' })

/** Counts the frames of presence that a socket gets, and keeps what it is told of each person. */
function follow(socket: Socket) {
  const begun = performance.now()
  const seen = new Map<number, PresenceStatus>()
  let frames = 0
  socket.ws.on('message', (data) => {
    if (!String(data).includes('presence.changed')) return
    frames++
    for (const event of socket.of('presence.changed')) seen.set(event.userId, event.status)
    socket.clear()
  })
  return { seen, perSecond: () => frames / Math.ceil((performance.now() - begun) / 1000 + 1) }
}

test('hundreds who come back at once cost each reader a frame a second, and are seen as they are', async () => {
  const { server } = world
  const crowd: Client[] = []
  while (crowd.length < people) {
    crowd.push(...await Promise.all(Array.from({ length: 20 }, (_, n) => member(server, `p${crowd.length + n}`))))
  }
  const ids = crowd.slice(0, 200).map(({ id }) => id)
  let sockets = await Promise.all(crowd.map(person => person.connect()))
  await Promise.all(sockets.map(socket => socket.close()))
  const readers = await Promise.all(crowd.slice(0, 200).map(async (person) => {
    const socket = await person.connect()
    const reader = follow(socket)
    socket.send({ type: 'presence.watch', userIds: ids })
    return { ...reader, socket }
  }))
  for (let round = 0; round < 3; round++) {
    sockets = await Promise.all(crowd.map(person => person.connect()))
    if (round < 2) await Promise.all(sockets.map(socket => socket.close()))
  }
  const disturbed = crowd.slice(0, 10)
  await Promise.all(disturbed.map(person => choose(person, { status: 'dnd' })))
  await until('everybody to be seen as they are', () => readers.every(({ seen }) =>
    ids.every((id, n) => seen.get(id) === (n < 10 ? 'dnd' : 'online'))), 30_000)
  expect(Math.max(...readers.map(({ perSecond }) => perSecond()))).toBeLessThanOrEqual(1)
  const lag = (await readMetrics(server)).get('plaza_nodejs_eventloop_lag_p99_seconds')
  console.info(`event loop lag p99 with ${people} people: ${Math.round((lag ?? 0) * 1000)} ms`)
  await Promise.all([...sockets, ...readers.map(({ socket }) => socket)].map(socket => socket.close()))
}, 120_000)
