import { beforeAll, expect, test } from 'vitest'
import { firstAdmin, group, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { look, png, upload } from '../../support/pictures.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('room-picture')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})
const pathOf = ({ id }: { id: number }) => `/api/rooms/${id}/picture`

test('owners and moderators give a room its picture, and its members hear of it', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace], 'private')
  const [near, far] = await Promise.all([grace.connect(), mallory.connect()])
  try {
    const answer = await upload(ada, pathOf(room), await png())
    expect(answer.status, answer.text).toBe(200)
    const { avatarUrl, rev } = answer.body.room
    expect(avatarUrl).toMatch(/-128\.webp$/)
    expect(rev).toBe(room.rev + 1)
    await near.waitFor('room.updated', event => event.room.avatarUrl === avatarUrl && event.room.rev === rev)
    expect((await grace.room(room.id)).avatarUrl).toBe(avatarUrl)
    expect((await look(grace, avatarUrl)).status).toBe(200)
    await ada.put(`/api/rooms/${room.id}/members/${grace.id}`, { role: 'moderator' })
    expect((await grace.delete(pathOf(room))).body.room.avatarUrl).toBeNull()
    await near.waitFor('room.updated', event => event.room.avatarUrl === null && event.room.rev > rev)
    expect((await look(grace, avatarUrl)).status).toBe(404)
    await far.settle()
    expect(JSON.stringify(far.received)).not.toContain(avatarUrl)
  }
  finally {
    await Promise.all([near.close(), far.close()])
  }
})

test('members, guests and outsiders change none', async () => {
  const { ada, grace, gus } = world
  const room = await group(ada, [grace], 'private')
  const picture = await png()
  await expectClosedToOutsiders(world, client => upload(client, pathOf(room), picture))
  await expectClosedToOutsiders(world, client => client.delete(pathOf(room)))
  await expectNoChange(world, async () => {
    expectProblem(await upload(grace, pathOf(room), picture), 403, 'forbidden')
    expectProblem(await grace.delete(pathOf(room)), 403, 'forbidden')
    expectProblem(await upload(gus, pathOf(gus.square), picture), 403, 'forbidden')
  })
  expect(await world.server.chat('SELECT id FROM files')).toEqual([])
})

test('a direct room shows the person, an archived one stays as it is', async () => {
  const { ada, grace } = world
  const direct = (await ada.post('/api/directs', { userId: grace.id })).body.room
  expectProblem(await upload(ada, pathOf(direct), await png()), 409, 'conflict')
  const room = await group(ada)
  expect((await root.patch(`/api/admin/rooms/${room.id}`, { archived: true })).status).toBe(200)
  expectProblem(await upload(ada, pathOf(room), await png()), 403, 'forbidden')
})

test('the picture of a private room is for its members, that of a public one for members of Plaza', async () => {
  const { ada, grace, mallory, gus, server } = world
  const closed = await group(ada, [grace], 'private')
  const hidden = (await upload(ada, pathOf(closed), await png())).body.room.avatarUrl
  expect((await look(grace, hidden)).status).toBe(200)
  expect((await look(root, hidden)).status).toBe(200)
  for (const client of [mallory, gus, nobody(server)]) expect((await look(client, hidden)).status).toBe(404)
  expect((await grace.delete(`/api/rooms/${closed.id}/membership`)).status).toBe(204)
  expect((await look(grace, hidden)).status).toBe(404)
  const listed = (await upload(ada, pathOf(await group(ada)), await png())).body.room.avatarUrl
  expect((await look(mallory, listed)).status).toBe(200)
  for (const client of [gus, nobody(server)]) expect((await look(client, listed)).status).toBe(404)
  const open = (await upload(root, pathOf(gus.square), await png())).body.room.avatarUrl
  expect((await look(gus, open)).status).toBe(200)
  expect((await look(nobody(server), open)).status).toBe(404)
})

test('what an admin does by that right alone is in the audit log', async () => {
  const { ada, mallory, server } = world
  const room = await group(ada, [], 'private')
  const { avatarUrl } = (await upload(ada, pathOf(room), await png())).body.room
  const removal = `/api/admin/rooms/${room.id}/picture`
  expectProblem(await mallory.delete(removal), 404, 'not_found')
  expect((await root.delete(removal)).status).toBe(204)
  expect((await root.delete(removal)).status).toBe(204)
  expect((await look(ada, avatarUrl)).status).toBe(404)
  const entries = 'SELECT action, actor_id FROM audit WHERE target_kind = \'room\' AND target_id = ?'
  expect(await server.chat(entries, [room.id]))
    .toEqual([{ action: 'room.picture_removed', actor_id: root.id }])
  const direct = (await ada.post('/api/directs', { userId: mallory.id })).body.room
  expectProblem(await root.delete(`/api/admin/rooms/${direct.id}/picture`), 404, 'not_found')
})

test('a deleted room shows its picture to nobody', async () => {
  const { ada } = world
  const room = await group(ada)
  const { avatarUrl } = (await upload(ada, pathOf(room), await png())).body.room
  expect((await ada.delete(`/api/rooms/${room.id}`)).status).toBe(204)
  expect((await look(ada, avatarUrl)).status).toBe(404)
})
