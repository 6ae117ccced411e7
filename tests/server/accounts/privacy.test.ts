import { expect, test } from 'vitest'
import type { Privacy } from '../../../shared/protocol/user.ts'
import { firstAdmin, group, guest, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('privacy')
const path = (roomId: number, user: Client) => `/api/rooms/${roomId}/members/${user.id}`
const privacyOf = async (user: Client) =>
  ((await user.get('/api/account/privacy')).body as unknown as { privacy: Privacy }).privacy
const allow = (user: Client, addableBy: string) => user.patch('/api/account/privacy', { addableBy })

test('everyone may add a person, until the person says otherwise', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  expect(await privacyOf(linus)).toEqual({ addableBy: 'everyone', sharesReading: true, rooms: [], people: [] })
  expect((await ada.put(path((await group(ada, [], 'private')).id, linus))).status).toBe(200)
  expect((await allow(linus, 'nobody')).status).toBe(200)
  expect((await privacyOf(linus)).addableBy).toBe('nobody')
  const room = await group(ada, [], 'private')
  const socket = await linus.connect()
  await expectNoChange(world, async () => {
    const answer = await ada.put(path(room.id, linus))
    expectProblem(answer, 403, 'forbidden')
    expect(answer.body.detail).toBe('declined')
    expectProblem(await allow(linus, 'friends'), 400, 'invalid')
  })
  expect(await socket.settled('room.joined')).toEqual([])
  await socket.close()
  await allow(linus, 'everyone')
  expect((await ada.put(path(room.id, linus))).status).toBe(200)
})

test('with companions, a shared group that is not open counts, not the square or an unanswered direct', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  await allow(linus, 'companions')
  const room = await group(ada, [], 'private')
  const { room: direct } = (await ada.post('/api/directs', { userId: linus.id })).body
  await ada.say(direct.id, 'may I?')
  expectProblem(await ada.put(path(room.id, linus)), 403, 'forbidden')
  await linus.say(direct.id, 'you may')
  expect((await ada.put(path(room.id, linus))).status).toBe(200)

  const ken = await member(server, 'ken')
  await allow(ken, 'companions')
  expectProblem(await ada.put(path(room.id, ken)), 403, 'forbidden')
  await group(ken, [ada])
  expect((await ada.put(path(room.id, ken))).status).toBe(200)
})

test('an outsider learns nothing of what a person has chosen, and an admin adds whom they must', async () => {
  const { server, mallory, ada } = world
  const linus = await member(server, 'linus')
  await allow(linus, 'nobody')
  const room = await group(ada, [], 'private')
  expectProblem(await mallory.put(path(room.id, linus)), 404, 'not_found')
  const root = await firstAdmin(server)
  expect((await root.put(`/api/admin/rooms/${room.id}/members/${linus.id}`, { role: 'member' })).status).toBe(200)
  const gus = await guest(server)
  expect((await allow(gus, 'nobody')).status).toBe(200)
  const { body: { room: open } } = await root.post('/api/rooms', { name: unique('open'), visibility: 'open' })
  expectProblem(await root.put(path(open.id, gus)), 403, 'forbidden')
})

test('who left a room for good is not added to it again, until they join or allow it', async () => {
  const { ada, grace, server } = world
  const linus = await member(server, 'linus')
  const room = await group(ada, [grace])
  await ada.put(path(room.id, linus))
  expect((await linus.delete(`/api/rooms/${room.id}/membership?refuse=room`)).status).toBe(204)
  expect((await privacyOf(linus)).rooms).toEqual([{ id: room.id, name: room.name }])
  for (const other of [ada, grace]) expectProblem(await other.put(path(room.id, linus)), 403, 'forbidden')
  expect((await ada.put(path((await group(ada)).id, linus))).status).toBe(200)
  expect((await linus.delete(`/api/account/privacy/rooms/${room.id}`)).status).toBe(204)
  expect((await ada.put(path(room.id, linus))).status).toBe(200)
  await linus.delete(`/api/rooms/${room.id}/membership?refuse=room`)
  await linus.put(`/api/rooms/${room.id}/membership`)
  expect((await privacyOf(linus)).rooms).toEqual([])
})

test('who added a person may be kept from doing it anywhere', async () => {
  const { ada, grace, server } = world
  const linus = await member(server, 'linus')
  const room = await group(ada, [grace], 'private')
  await ada.put(path(room.id, linus))
  expect((await linus.delete(`/api/rooms/${room.id}/membership?refuse=person`)).status).toBe(204)
  expect((await privacyOf(linus)).people.map(user => user.id)).toEqual([ada.id])
  expectProblem(await ada.put(path((await group(ada)).id, linus)), 403, 'forbidden')
  expect((await grace.put(path((await group(grace)).id, linus))).status).toBe(200)
  await linus.delete(`/api/account/privacy/people/${ada.id}`)
  expect((await ada.put(path(room.id, linus))).status).toBe(200)
  await expectNoChange(world, async () =>
    expectProblem(await linus.delete(`/api/rooms/${room.id}/membership?refuse=everything`), 400, 'invalid'),
  )
})

test('sixty rooms that a stranger made one own hold neither the person nor the account', async () => {
  const { server } = world
  const [stranger, linus, bystander] = await Promise.all([
    member(server, 'stranger'),
    member(server, 'linus'),
    member(server, 'bystander'),
  ])
  const rooms: number[] = []
  for (let n = 0; n < 60; n++) {
    const { id } = await group(stranger, n === 0 ? [bystander] : [], 'private')
    rooms.push(id)
    expect((await stranger.put(path(id, linus), { role: 'owner' })).status).toBe(200)
    expect((await stranger.delete(`/api/rooms/${id}/membership`)).status).toBe(204)
  }
  const socket = await bystander.connect()
  for (const id of rooms.slice(0, 30)) {
    expect((await linus.delete(`/api/rooms/${id}/membership?refuse=person`)).status).toBe(204)
  }
  expect(await socket.waitFor('member.changed')).toMatchObject({
    roomId: rooms[0],
    userId: bystander.id,
    role: 'owner',
  })
  expect((await bystander.delete(`/api/rooms/${rooms[0]}/membership`)).status).toBe(204)
  expect((await linus.delete('/api/account', { password: linus.password })).status).toBe(204)
  const left = await server.chat<{ id: number }>(
    `SELECT id FROM rooms WHERE deleted_at IS NULL AND id IN (${rooms.join()})`,
  )
  expect(left).toEqual([])
  expect(await server.chat('SELECT 1 FROM refusals WHERE user_id = ?', [linus.id])).toEqual([])
  await socket.close()
})

test('who made a room, or took the role, is still its last owner', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  await expectNoChange(world, async () =>
    expectProblem(await ada.delete(`/api/rooms/${room.id}/membership`), 409, 'last_owner'),
  )
  await ada.put(path(room.id, grace), { role: 'owner' })
  expect((await grace.delete(`/api/rooms/${room.id}/membership`)).status).toBe(204)
  expectProblem(await ada.delete(`/api/rooms/${room.id}/membership`), 409, 'last_owner')
})

test('a room that was given is not passed on to a guest', async () => {
  const { server } = world
  const root = await firstAdmin(server)
  const [gus, linus] = await Promise.all([guest(server), member(server, 'linus')])
  const { body: { room } } = await root.post('/api/rooms', { name: unique('open'), visibility: 'open' })
  await gus.put(`/api/rooms/${room.id}/membership`)
  await root.put(path(room.id, linus), { role: 'owner' })
  await root.delete(`/api/rooms/${room.id}/membership`)
  expect((await linus.delete(`/api/rooms/${room.id}/membership`)).status).toBe(204)
  expect((await gus.get(`/api/rooms/${room.id}/members`)).body.members.map(one => [one.user.id, one.role])).toEqual([
    [gus.id, 'member'],
  ])
})
