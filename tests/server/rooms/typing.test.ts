import { expect, test } from 'vitest'
import { firstAdmin, group, member } from '../../support/cast.ts'
import { until } from '../../support/until.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld('typing')

test('the others of a room hear who types; outsiders neither hear it nor are heard', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace])
  const [mine, hers, outside] = await Promise.all([ada.connect(), grace.connect(), mallory.connect()])
  outside.send({ type: 'room.typing', roomId: room.id })
  expect(await outside.waitFor('command.failed')).toMatchObject({ code: 'not_found', ref: 'room.typing' })
  mine.send({ type: 'room.typing', roomId: room.id })
  expect(await hers.waitFor('room.typing')).toEqual({ type: 'room.typing', roomId: room.id, userId: ada.id })
  for (const socket of [mine, outside]) expect(await socket.settled('room.typing')).toEqual([])
  expect(await hers.settled('room.typing')).toHaveLength(1)
  await Promise.all([mine, hers, outside].map(socket => socket.close()))
})

test('in an archived room nobody is seen typing, and outsiders learn nothing of it', async () => {
  const { ada, grace, mallory, server } = world
  const root = await firstAdmin(server)
  const room = await group(ada, [grace])
  const archive = (archived: boolean) => root.patch(`/api/admin/rooms/${room.id}`, { archived })
  const [mine, hers, outside] = await Promise.all([ada.connect(), grace.connect(), mallory.connect()])
  expect((await archive(true)).status).toBe(200)
  mine.send({ type: 'room.typing', roomId: room.id })
  outside.send({ type: 'room.typing', roomId: room.id })
  expect(await outside.waitFor('command.failed')).toMatchObject({ code: 'not_found', ref: 'room.typing' })
  await mine.settle()
  expect(await mine.settled('command.failed')).toEqual([])
  expect(await hers.settled('room.typing')).toEqual([])
  expect((await archive(false)).status).toBe(200)
  await until('the room to be open again', async () => {
    mine.send({ type: 'room.typing', roomId: room.id })
    return (await hers.settled('room.typing')).length > 0
  })
  await Promise.all([mine, hers, outside].map(socket => socket.close()))
})

test('who is muted, and so cannot write, is not seen typing', async () => {
  const { ada, server } = world
  const root = await firstAdmin(server)
  const linus = await member(server, 'linus')
  const room = await group(ada, [linus])
  const [mine, his] = await Promise.all([ada.connect(), linus.connect()])
  const mute = (mutedUntil: string | null) => root.patch(`/api/admin/users/${linus.id}`, { mutedUntil })
  expect((await mute(new Date(Date.now() + 3_600_000).toISOString())).status).toBe(200)
  his.send({ type: 'room.typing', roomId: room.id })
  await his.settle()
  expect(await mine.settled('room.typing')).toEqual([])
  expect((await mute(null)).status).toBe(200)
  his.send({ type: 'room.typing', roomId: room.id })
  await mine.waitFor('room.typing')
  await Promise.all([mine, his].map(socket => socket.close()))
})
