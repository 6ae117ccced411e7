import { beforeAll, expect, test } from 'vitest'
import { auditOf, body, jobEnd } from '../../support/admin.ts'
import { firstAdmin, group, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('admin-deed')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const actions = async (id: number) => (await auditOf(root, 'room', id)).map(entry => entry.action)

test('what an admin does in a room by the role alone is in the log, whatever the route', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace, root])
  const text = await grace.say(room.id, 'mine to keep')
  expect((await root.patch(`/api/rooms/${room.id}`, { name: 'Renamed' })).status).toBe(200)
  expect((await root.patch(`/api/rooms/${room.id}`, { visibility: 'open' })).status).toBe(200)
  expect((await root.put(`/api/rooms/${room.id}/members/${grace.id}`, { role: 'owner' })).status).toBe(200)
  expect((await root.put(`/api/rooms/${room.id}/members/${ada.id}`, { role: 'member' })).status).toBe(200)
  expect((await root.delete(`/api/rooms/${room.id}/messages/${text.seq}`)).status).toBe(204)
  expect((await root.delete(`/api/rooms/${room.id}/members/${ada.id}`)).status).toBe(204)
  expect((await root.delete(`/api/rooms/${room.id}`)).status).toBe(204)
  const entries = await auditOf(root, 'room', room.id)
  expect(entries.map(entry => entry.action)).toEqual([
    'room.deleted', 'room.member_removed', 'room.member_changed', 'room.member_changed', 'room.updated', 'room.updated',
  ])
  expect(entries[1]).toMatchObject({
    actor: { id: root.id },
    address: '127.0.0.1',
    before: { userId: ada.id, role: 'member' },
  })
  expect(entries.at(-1)).toMatchObject({ before: { name: room.name }, after: { name: 'Renamed' } })
  const deleted = (await auditOf(root, 'message', text.seq)).filter(entry => entry.before?.roomId === room.id)
  expect(deleted).toMatchObject([{ action: 'message.deleted', before: { authorId: grace.id } }])
  expect(JSON.stringify(deleted)).not.toContain('mine to keep')
})

test('a private room too, and the forms of pages without scripts', async () => {
  const room = await group(world.ada, [root], 'private')
  expect((await root.put(`/api/rooms/${room.id}/members/${world.mallory.id}`)).status).toBe(200)
  const form = await root.ask({
    method: 'POST',
    path: '/forms/room-update',
    body: `roomId=${room.id}&topic=by+form`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': world.server.origin },
  })
  expect(form.status, form.text).toBe(303)
  expect(await actions(room.id)).toEqual(['room.updated', 'room.member_added'])
})

test('what people and admins do by their own right in their rooms is nobody\'s business', async () => {
  const { ada, grace, mallory } = world
  for (const owner of [ada, root]) {
    const room = await group(owner, [grace])
    await owner.say(room.id, 'own')
    await grace.say(room.id, 'theirs')
    await owner.patch(`/api/rooms/${room.id}`, { name: 'Renamed', visibility: 'private' })
    await owner.put(`/api/rooms/${room.id}/members/${mallory.id}`)
    await owner.put(`/api/rooms/${room.id}/members/${mallory.id}`, { role: 'moderator' })
    await owner.delete(`/api/rooms/${room.id}/messages/1`)
    await owner.delete(`/api/rooms/${room.id}/messages/2`)
    await owner.delete(`/api/rooms/${room.id}/members/${mallory.id}`)
    expect((await owner.delete(`/api/rooms/${room.id}`)).status).toBe(204)
    expect(await actions(room.id)).toEqual([])
  }
  expectProblem(await mallory.post('/api/rooms', { name: 'wide open', visibility: 'open' }), 403, 'forbidden')
  const opened = (await root.post('/api/rooms', { name: 'wide open', visibility: 'open' })).body.room
  expect(await actions(opened.id)).toEqual(['room.created'])
})

test('an admin deletes nothing of others in direct rooms, neither in those of others nor in the own', async () => {
  const { ada, grace } = world
  const theirs = (await ada.post('/api/directs', { userId: grace.id })).body.room
  const own = (await root.post('/api/directs', { userId: ada.id })).body.room
  const [between, tome] = [await ada.say(theirs.id, 'between us'), await ada.say(own.id, 'to the admin')]
  await expectNoChange(world, async () => {
    for (const path of [
      `/api/rooms/${theirs.id}/messages/${between.seq}`, `/api/admin/messages/${theirs.id}/${between.seq}`,
      `/api/admin/messages/${own.id}/${tome.seq}`,
    ]) {
      expectProblem(await root.delete(path), 404, 'not_found')
    }
    expectProblem(await root.delete(`/api/rooms/${own.id}/messages/${tome.seq}`), 403, 'forbidden')
    for (const roomId of [theirs.id, own.id]) {
      expectProblem(
        await root.post('/api/admin/jobs', { kind: 'message_deletion', messages: [{ roomId, seq: 1 }] }),
        404, 'not_found',
      )
      expectProblem(
        await root.post('/api/admin/jobs/preview', { kind: 'message_deletion', filter: { room: roomId } }),
        404, 'not_found',
      )
    }
  })
  expect((await ada.delete(`/api/rooms/${own.id}/messages/${tome.seq}`)).status).toBe(204)
})

test('wiping what somebody wrote spares direct rooms, but for the one whose other person reported it', async () => {
  const { ada, grace } = world
  const spammer = await member(world.server, 'spammer')
  const room = await group(ada, [spammer])
  const [reported, other] = [
    (await spammer.post('/api/directs', { userId: ada.id })).body.room,
    (await spammer.post('/api/directs', { userId: grace.id })).body.room,
  ]
  for (const { id } of [room, reported, other]) {
    for (const text of ['one', 'two']) await spammer.say(id, `${text} ${unique('spam')}`)
  }
  await ada.put(`/api/rooms/${reported.id}/messages/1/report`, { reason: 'spam' })
  const report = body(await root.get('/api/admin/reports?limit=200')).reports.find(one => one.roomId === reported.id)
  expect((await root.patch(`/api/admin/reports/${report?.id}`, { decision: 'wipe', hours: 1 })).status).toBe(200)
  const [job] = body(await root.get('/api/admin/jobs?limit=1')).jobs
  expect(await jobEnd(root, job!.id)).toMatchObject({ kind: 'content_wipe', state: 'done' })
  const left = async (id: number, reader: Client) =>
    (await reader.history(id)).filter(message => message.body !== null).length
  expect([await left(room.id, ada), await left(reported.id, ada), await left(other.id, grace)]).toEqual([0, 0, 2])
  for (const { id } of body(await root.get('/api/admin/bans')).bans) await root.delete(`/api/admin/bans/${id}`)
})

test('a tab of somebody else changes and reads nothing for admins', async () => {
  const stale = { 'plaza-user': String(world.ada.id) }
  await expectNoChange(world, async () => {
    for (const [method, path] of [
      ['GET', '/api/admin/users'],
      ['PATCH', `/api/admin/users/${world.grace.id}`],
      ['DELETE', `/api/admin/users/${world.grace.id}`],
    ] as const) {
      expectProblem(
        await root.ask({ method, path, headers: stale, ...(method === 'PATCH' && { body: { displayName: 'no' } }) }),
        401, 'unauthenticated',
      )
    }
  })
  expect(
    (await root.ask({ method: 'GET', path: '/api/admin/users', headers: { 'plaza-user': String(root.id) } })).status,
  ).toBe(200)
  expectProblem(
    await world.ada.ask({ method: 'GET', path: '/api/admin/users', headers: { 'plaza-user': '1' } }),
    404, 'not_found',
  )
})

test('what an admin does with a role that they gave themselves is in the log too', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace, root])
  const text = await grace.say(room.id, 'mine to keep')
  expect((await root.put(`/api/rooms/${room.id}/members/${root.id}`, { role: 'owner' })).status).toBe(200)
  expect((await root.put(`/api/rooms/${room.id}/members/${ada.id}`, { role: 'member' })).status).toBe(200)
  expect((await root.patch(`/api/rooms/${room.id}`, { name: 'Taken over' })).status).toBe(200)
  expect((await root.delete(`/api/rooms/${room.id}/messages/${text.seq}`)).status).toBe(204)
  expect((await root.delete(`/api/rooms/${room.id}/members/${ada.id}`)).status).toBe(204)
  expect((await root.delete(`/api/rooms/${room.id}`)).status).toBe(204)
  expect(await actions(room.id)).toEqual([
    'room.deleted', 'room.member_removed', 'room.updated', 'room.member_changed', 'room.member_changed',
  ])
  expect((await auditOf(root, 'message', text.seq)).filter(entry => entry.before?.roomId === room.id)).toHaveLength(1)
})

test('a role from the page of the admin is such a role; one that the owner gives is not', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace, root])
  expect((await root.put(`/api/admin/rooms/${room.id}/members/${root.id}`, { role: 'moderator' })).status).toBe(200)
  await root.patch(`/api/rooms/${room.id}`, { topic: 'as an admin' })
  const before = ['room.updated', 'room.member_changed']
  expect(await actions(room.id)).toEqual(before)
  expect((await ada.put(`/api/rooms/${room.id}/members/${root.id}`, { role: 'owner' })).status).toBe(200)
  await root.patch(`/api/rooms/${room.id}`, { topic: 'as an owner' })
  expect(await actions(room.id)).toEqual(before)
})
