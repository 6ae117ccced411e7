import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'
import type { Room } from '../../../shared/protocol/room.ts'
import { group, member } from '../../support/cast.ts'
import { until } from '../../support/until.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld()

/** Fills a room above the 200 members from which on it keeps quiet about who comes and goes. */
async function crowd(room: Room, count = 210): Promise<void> {
  const connection = await createConnection({ uri: world.server.databases.chat })
  const rows = Array.from({ length: count }, (_, n) => [room.id, 1_000_000 + n, 'member', 0, new Date()])
  await connection.query('INSERT INTO memberships (room_id, user_id, role, read_seq, joined_at) VALUES ?', [rows])
  await connection.query(
    'UPDATE rooms SET member_count = (SELECT COUNT(*) FROM memberships WHERE room_id = rooms.id) WHERE id = ?',
    [room.id],
  )
  await connection.end()
}

test('in a large room comings and goings are told once a second, as a count', async () => {
  const { ada, server } = world
  const room = await group(ada)
  await crowd(room)
  const socket = await ada.connect()
  const comers = await Promise.all(Array.from({ length: 5 }, (_, n) => member(server, `comer${n}`)))
  const start = performance.now()
  for (const comer of comers) expect((await comer.put(`/api/rooms/${room.id}/membership`)).status).toBe(200)
  for (const comer of comers.slice(0, 2)) {
    expect((await comer.delete(`/api/rooms/${room.id}/membership`)).status).toBe(204)
  }
  const { rev } = await ada.room(room.id)
  const told = await socket.waitFor('room.updated', event => event.room.rev === rev)
  expect(told.room).toMatchObject({ id: room.id, memberCount: 214 })
  await socket.settle()
  const ofRoom = socket.received.filter(event => 'roomId' in event && event.roomId === room.id)
  expect(ofRoom.map(event => event.type)).toEqual([])
  const seconds = Math.ceil((performance.now() - start) / 1000)
  expect(socket.of('room.updated').filter(event => event.room.id === room.id).length).toBeLessThanOrEqual(seconds + 2)
  await socket.close()
})

test('whoever comes into a large room hears it all the same, and whoever leaves hears nothing more', async () => {
  const { ada, grace } = world
  const room = await group(ada)
  await crowd(room)
  const socket = await grace.connect()
  await grace.put(`/api/rooms/${room.id}/membership`)
  expect((await socket.waitFor('room.joined')).room.memberCount).toBe(212)
  await ada.say(room.id, 'welcome to the crowd')
  await socket.waitFor('message.created', event => event.message.body === 'welcome to the crowd')
  await ada.delete(`/api/rooms/${room.id}/members/${grace.id}`)
  await socket.waitFor('room.left')
  socket.clear()
  await ada.say(room.id, 'now without her')
  await ada.patch(`/api/rooms/${room.id}`, { topic: 'secret' })
  await until('the count to be told', async () => (await ada.room(room.id)).memberCount === 211)
  await socket.settle()
  expect(socket.told).toEqual([])
  await socket.close()
})
