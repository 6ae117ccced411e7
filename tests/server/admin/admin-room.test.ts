import { beforeAll, expect, test } from 'vitest'
import { auditOf, body } from '../../support/admin.ts'
import { firstAdmin, guest, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('admin-room')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

async function makeRoom(fields: object = {}) {
  const answer = await root.post('/api/admin/rooms', { name: unique('hall'), visibility: 'public', ...fields })
  expect(answer.status).toBe(201)
  return body(answer).room
}

test('a group that an admin makes is simply there for members to find', async () => {
  const room = await makeRoom({ topic: 'for all' })
  expect(room).toMatchObject({ memberCount: 0, archivedAt: null, isDefault: false, isSquare: false })
  expect((await world.ada.get(`/api/rooms/directory?query=${room.name}`)).body.rooms.map(one => one.id)).toEqual([
    room.id,
  ])
  expectProblem(await world.mallory.get(`/api/rooms/${room.id}`), 404, 'not_found')
  expect((await auditOf(root, 'room', room.id))[0]).toMatchObject({
    action: 'room.created',
    after: { name: room.name, visibility: 'public' },
  })
})

test('newcomers are brought into default groups, guests into the open ones', async () => {
  const [closed, open] = [await makeRoom({ isDefault: true }), await makeRoom({ isDefault: true, visibility: 'open' })]
  const [person, visitor] = [await member(world.server, 'newcomer'), await guest(world.server)]
  expect((await person.rooms()).map(room => room.id)).toEqual(expect.arrayContaining([closed.id, open.id]))
  expect((await visitor.rooms()).map(room => room.id)).toContain(open.id)
  expect((await visitor.rooms()).map(room => room.id)).not.toContain(closed.id)
  for (const id of [closed.id, open.id]) await root.patch(`/api/admin/rooms/${id}`, { isDefault: false })
})

test('an archived group is read-only for everybody, and members hear it', async () => {
  const room = await makeRoom()
  await root.put(`/api/admin/rooms/${room.id}/members/${world.ada.id}`, { role: 'owner' })
  await world.grace.put(`/api/rooms/${room.id}/membership`)
  const first = await world.ada.say(room.id, 'the last word', '7b0c9d5e-36f4-4f1b-9a53-3f6f3a2a9d11')
  const [hers, outside] = [await world.grace.connect(), await world.mallory.connect()]
  expect(body(await root.patch(`/api/admin/rooms/${room.id}`, { archived: true })).room.archivedAt).toEqual(
    expect.any(String),
  )
  expect((await hers.waitFor('room.updated', event => event.room.id === room.id)).room.archived).toBe(true)
  expect((await outside.settled('room.updated')).filter(event => event.room.id === room.id)).toEqual([])
  await expectNoChange(world, async () => {
    const say = { clientId: 'd1a2e6d2-0b1a-4a39-8b53-1d0f4f2f5c01', body: 'one more' }
    expectProblem(await world.ada.post(`/api/rooms/${room.id}/messages`, say), 403, 'forbidden')
    hers.send({ type: 'message.send', roomId: room.id, ...say })
    expect(await hers.waitFor('command.failed')).toMatchObject({ code: 'forbidden', detail: 'archived' })
    expectProblem(await world.ada.delete(`/api/rooms/${room.id}/messages/1`), 403, 'forbidden')
    expectProblem(await world.mallory.put(`/api/rooms/${room.id}/membership`), 403, 'forbidden')
    expectProblem(await world.ada.put(`/api/rooms/${room.id}/members/${world.mallory.id}`), 403, 'forbidden')
    for (const path of [`/members/${world.grace.id}`, '']) {
      expectProblem(await world.ada.delete(`/api/rooms/${room.id}${path}`), 403, 'forbidden')
    }
  })
  const again = await world.ada.post(`/api/rooms/${room.id}/messages`, {
    clientId: first.clientId,
    body: 'the last word',
  })
  expect([again.status, again.body.message.seq], 'what was stored is still answered').toEqual([200, first.seq])
  expect((await world.grace.room(room.id)).archived).toBe(true)
  expect((await world.grace.history(room.id)).map(message => message.body)).toEqual(['the last word'])
  await root.patch(`/api/admin/rooms/${room.id}`, { archived: false })
  expect((await world.ada.say(room.id, 'open again')).seq).toBe(2)
  expect((await auditOf(root, 'room', room.id)).map(entry => entry.action).slice(0, 2)).toEqual([
    'room.reopened', 'room.archived',
  ])
  await Promise.all([hers.close(), outside.close()])
})

test('members are brought in, given a role and taken out; they and the room hear it', async () => {
  const room = await makeRoom({ visibility: 'private' })
  const [hers, outside] = [await world.ada.connect(), await world.mallory.connect()]
  expect((await root.put(`/api/admin/rooms/${room.id}/members/${world.ada.id}`, { role: 'owner' })).status).toBe(200)
  expect((await hers.waitFor('room.joined', event => event.room.id === room.id)).room.role).toBe('owner')
  await root.put(`/api/admin/rooms/${room.id}/members/${world.ada.id}`, { role: 'member' })
  expect((await hers.waitFor('member.changed', event => event.roomId === room.id)).role).toBe('member')
  expect((await root.get(`/api/admin/rooms/${room.id}/members`)).body.members.map(one => one.user.id)).toEqual([
    world.ada.id,
  ])
  expectProblem(await root.put(`/api/admin/rooms/${room.id}/members/${world.gus.id}`), 409, 'conflict')
  expect((await root.delete(`/api/admin/rooms/${room.id}/members/${world.ada.id}`)).status).toBe(204)
  await hers.waitFor('room.left', event => event.roomId === room.id)
  await outside.settle()
  expect(JSON.stringify(outside.received)).not.toContain(`"roomId":${room.id}`)
  expect((await auditOf(root, 'room', room.id)).map(entry => entry.action)).toEqual([
    'room.member_removed', 'room.member_changed', 'room.member_added', 'room.created',
  ])
  await Promise.all([hers.close(), outside.close()])
})

test('a deleted group is gone for its members, the square stays', async () => {
  const room = await makeRoom()
  await world.ada.put(`/api/rooms/${room.id}/membership`)
  const hers = await world.ada.connect()
  expect((await root.delete(`/api/admin/rooms/${room.id}`)).status).toBe(204)
  await hers.waitFor('room.left', event => event.roomId === room.id)
  expectProblem(await root.get(`/api/admin/rooms/${room.id}`), 404, 'not_found')
  expectProblem(await root.delete(`/api/admin/rooms/${world.gus.square.id}`), 409, 'conflict')
  for (const bad of [
    { visibility: 'private' },
    { visibility: 'public' },
    { archived: true },
    { archived: true, name: 'Closed' },
  ]) {
    expectProblem(await root.patch(`/api/admin/rooms/${world.gus.square.id}`, bad), 409, 'conflict')
  }
  await hers.close()
})

test('a direct room is not an admin\'s', async () => {
  const direct = (await world.ada.post('/api/directs', { userId: world.grace.id })).body.room
  await world.ada.say(direct.id, 'between us')
  for (const path of [
    `/api/admin/rooms/${direct.id}`, `/api/admin/rooms/${direct.id}/members`, `/api/admin/messages?room=${direct.id}`,
    `/api/admin/messages/${direct.id}/1`,
  ]) {
    expectProblem(await root.get(path), 404, 'not_found')
  }
  expectProblem(await root.patch(`/api/admin/rooms/${direct.id}`, { archived: true }), 404, 'not_found')
  expectProblem(await root.delete(`/api/admin/rooms/${direct.id}`), 404, 'not_found')
  expectProblem(await root.delete(`/api/admin/messages/${direct.id}/1`), 404, 'not_found')
  expect((await root.get(`/api/admin/messages?author=${world.ada.id}`)).text).not.toContain('between us')
})

test.each(['active', 'name', 'members', 'newest'])('the list comes in pages by %s, each room once', async (sort) => {
  const seen: number[] = []
  for (let cursor = '', first = true; first || cursor; first = false) {
    const page = body(await root.get(`/api/admin/rooms?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`))
    seen.push(...page.rooms.map(room => room.id))
    cursor = page.cursor ?? ''
  }
  const all = body(await root.get(`/api/admin/rooms?sort=${sort}&limit=200`)).rooms.map(room => room.id)
  expect(seen).toEqual(all)
  expect(new Set(seen).size).toBe(seen.length)
})

test.each(['open', 'public', 'private'])('the list shows the %s groups alone, in pages too', async (visibility) => {
  const mark = unique('seen')
  const made = []
  for (const one of ['open', 'public', 'private', visibility]) {
    made.push(await makeRoom({ name: unique(mark), visibility: one }))
  }
  const wanted = made.filter(room => room.visibility === visibility).map(room => room.id).reverse()
  const path = `/api/admin/rooms?query=${mark}&visibility=${visibility}&sort=newest`
  expect(body(await root.get(path)).rooms.map(room => room.id)).toEqual(wanted)
  const first = body(await root.get(`${path}&limit=1`))
  const second = body(await root.get(`${path}&limit=1&cursor=${first.cursor}`))
  expect([...first.rooms, ...second.rooms].map(room => room.id)).toEqual(wanted)
  expect(second.cursor).toBeUndefined()
})

test('a visibility that there is not is refused by name', async () => {
  const answer = await root.get('/api/admin/rooms?visibility=secret')
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors).toEqual([{ path: 'visibility', code: 'invalid_value' }])
})

test.each([
  '?sort=id;drop', '?cursor=%21%21', '?limit=0', '?limit=9999', '?archived=maybe', '?cursor=MQ',
  '?visibility=', '?visibility=secret', '?visibility=open&visibility=private',
])('the list refuses %s', async (query) => {
  expectProblem(await root.get(`/api/admin/rooms${query}`), 400, 'invalid')
})
