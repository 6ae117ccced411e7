import { beforeAll, expect, test } from 'vitest'
import { firstAdmin, group, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld('heir')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const disable = async (client: Client) =>
  expect((await root.patch(`/api/admin/users/${client.id}`, { disabled: true })).status).toBe(200)
const give = async (by: Client, roomId: number, to: Client, role: string) =>
  expect((await by.put(`/api/rooms/${roomId}/members/${to.id}`, { role })).status).toBe(200)

test('a disabled account does not inherit a group', async () => {
  const { ada, grace, server } = world
  const [banned, able] = [await member(server, 'banned'), await member(server, 'able')]
  const room = await group(ada, [grace, banned, able])
  await give(ada, room.id, grace, 'owner')
  await give(ada, room.id, banned, 'moderator')
  expect((await ada.delete(`/api/rooms/${room.id}/membership`)).status).toBe(204)
  await disable(banned)
  expect((await grace.delete(`/api/rooms/${room.id}/membership`)).status).toBe(204)
  expect((await able.room(room.id)).role).toBe('owner')
})

test('nor does a group stay with a disabled owner alone when somebody else can own it', async () => {
  const { ada, grace, server } = world
  const banned = await member(server, 'banned')
  const room = await group(ada, [grace, banned])
  await give(ada, room.id, banned, 'owner')
  await disable(banned)
  expect((await ada.delete(`/api/rooms/${room.id}/membership`)).status).toBe(204)
  expect((await grace.room(room.id)).role).toBe('owner')
})
