import { expect, test } from 'vitest'
import type { MemberRole } from '../../../shared/protocol/room.ts'
import { firstAdmin, group, guest, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('member')
const path = (roomId: number, user: Client | number) =>
  `/api/rooms/${roomId}/members/${typeof user === 'number' ? user : user.id}`

async function roomWith(roles: { grace: MemberRole }) {
  const { ada, grace } = world
  const room = await group(ada, [grace], 'private')
  if (roles.grace !== 'member') await ada.put(path(room.id, grace), { role: roles.grace })
  return room
}

test('the members are listed owners first, with their profiles', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [mallory, grace])
  await ada.put(path(room.id, grace), { role: 'moderator' })
  const answer = await grace.get(`/api/rooms/${room.id}/members`)
  expect(answer.status).toBe(200)
  expect(answer.body.members.map(one => [one.user.id, one.role])).toEqual([
    [ada.id, 'owner'],
    [grace.id, 'moderator'],
    [mallory.id, 'member'],
  ])
  expect(answer.text).not.toContain('@plaza.test')
})

test('the list of members comes in pages that hold everybody once', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [mallory, grace])
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const page = (
      await ada.get(`/api/rooms/${room.id}/members?limit=1${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    ).body
    expect(page.members).toHaveLength(1)
    seen.push(...page.members.map(one => one.user.id))
    cursor = page.cursor
  } while (cursor)
  expect(seen).toEqual([ada.id, ...[grace.id, mallory.id].sort((a, b) => a - b)])
})

test('outsiders see no members', async () => {
  const room = await group(world.ada)
  await expectClosedToOutsiders(world, client => client.get(`/api/rooms/${room.id}/members`))
})

test('an invitation into a private room reaches the person at once', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [], 'private')
  await ada.say(room.id, 'older')
  const [hers, mine, outside] = await Promise.all([grace.connect(), ada.connect(), mallory.connect()])
  const answer = await ada.put(path(room.id, grace), {})
  expect(answer.status).toBe(200)
  const { email: _, ...profile } = grace.user
  expect(answer.body.member).toEqual({ user: profile, role: 'member' })
  expect((await hers.waitFor('room.joined')).room).toMatchObject({ id: room.id, role: 'member', unread: 0, readSeq: 1 })
  await mine.waitFor('member.joined', event => event.roomId === room.id && event.user.id === grace.id)
  await ada.say(room.id, 'welcome')
  await hers.waitFor('message.created', event => event.message.body === 'welcome')
  await outside.settle()
  expect(JSON.stringify(outside.received)).not.toContain('welcome')
  await Promise.all([hers.close(), mine.close(), outside.close()])
})

test('outsiders cannot invite, change or remove anybody', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace])
  await expectClosedToOutsiders(world, client => client.put(path(room.id, mallory), {}))
  await expectClosedToOutsiders(world, client => client.put(path(room.id, mallory), { role: 'owner' }))
  await expectClosedToOutsiders(world, client => client.put(path(room.id, grace), { role: 'owner' }))
  await expectClosedToOutsiders(world, client => client.delete(path(room.id, grace)))
})

test('a plain member invites into a public room, but not into a private one', async () => {
  const { ada, grace, mallory } = world
  const open = await group(ada, [grace])
  expect((await grace.put(path(open.id, mallory), {})).status).toBe(200)
  const room = await roomWith({ grace: 'member' })
  await expectNoChange(world, async () => expectProblem(await grace.put(path(room.id, mallory), {}), 403, 'forbidden'))
  await ada.put(path(room.id, grace), { role: 'moderator' })
  expect((await grace.put(path(room.id, mallory), {})).status).toBe(200)
})

test('nobody invites with a role above their own right to give it', async () => {
  const { mallory, grace } = world
  const room = await roomWith({ grace: 'moderator' })
  await expectNoChange(world, async () => {
    expectProblem(await grace.put(path(room.id, mallory), { role: 'owner' }), 403, 'forbidden')
    expectProblem(await grace.put(path(room.id, grace), { role: 'owner' }), 403, 'forbidden')
    expectProblem(await grace.put(path(room.id, mallory), { role: 'king' }), 400, 'invalid')
  })
})

test('a person who does not exist cannot be invited', async () => {
  const room = await group(world.ada)
  await expectNoChange(world, async () => {
    expectProblem(await world.ada.put(path(room.id, 99_999_999), {}), 404, 'not_found')
    expectProblem(await world.ada.delete(path(room.id, 99_999_999)), 404, 'not_found')
  })
})

test('guests are invited into open rooms only', async () => {
  const { ada, server } = world
  const admin = await firstAdmin(server)
  const gus = await guest(server)
  const open = await group(admin, [], 'open')
  expect((await admin.put(path(open.id, gus), {})).status).toBe(200)
  expect((await gus.room(open.id)).role).toBe('member')
  for (const visibility of ['public', 'private'] as const) {
    const room = await group(ada, [], visibility)
    await expectNoChange(world, async () => {
      const answer = await ada.put(path(room.id, gus), {})
      expect([403, 404, 409]).toContain(answer.status)
    })
  }
})

test('a new role is told to everybody in the room and works at once', async () => {
  const { ada, grace } = world
  const room = await roomWith({ grace: 'member' })
  const { rev } = await ada.room(room.id)
  const [hers, mine] = await Promise.all([grace.connect(), ada.connect()])
  const answer = await ada.put(path(room.id, grace), { role: 'moderator' })
  expect(answer.body.member.role).toBe('moderator')
  for (const socket of [hers, mine]) {
    expect(await socket.waitFor('member.changed')).toEqual({
      type: 'member.changed',
      roomId: room.id,
      userId: grace.id,
      role: 'moderator',
      rev: rev + 1,
    })
  }
  expect((await grace.patch(`/api/rooms/${room.id}`, { topic: 'moderated' })).status).toBe(200)
  await expectNoChange(world, async () => {
    expect((await ada.put(path(room.id, grace), { role: 'moderator' })).status).toBe(200)
  })
  await Promise.all([hers.close(), mine.close()])
})

test('a removed member receives nothing more, on any of their sockets', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const sockets = await Promise.all([grace.connect(), grace.connect()])
  expect((await ada.delete(path(room.id, grace))).status).toBe(204)
  await ada.say(room.id, 'behind her back')
  for (const socket of sockets) {
    await socket.waitFor('room.left', event => event.roomId === room.id)
    expect(socket.of('message.created')).toEqual([])
  }
  await ada.delete(`/api/rooms/${room.id}/messages/1`)
  await ada.patch(`/api/rooms/${room.id}`, { topic: 'secret' })
  for (const socket of sockets) {
    await socket.settle()
    expect(socket.told.at(-1)?.type).toBe('room.left')
    socket.clear()
    socket.send({ type: 'message.send', roomId: room.id, clientId: crypto.randomUUID(), body: 'let me in' })
    expect((await socket.waitFor('command.failed')).code).toBe('not_found')
    socket.clear()
    socket.send({ type: 'sync', cursors: { [room.id]: { seq: 0, rev: 0 } } })
    expect((await socket.waitFor('synced')).rooms).toEqual([])
    await socket.settle()
    expect(socket.of('message.created')).toEqual([])
    await socket.close()
  }
})

test('a moderator removes members, only an owner removes moderators and owners', async () => {
  const { ada, grace, mallory, server } = world
  const room = await roomWith({ grace: 'moderator' })
  const linus = await member(server, 'linus')
  await ada.put(path(room.id, mallory), { role: 'moderator' })
  await ada.put(path(room.id, linus), {})
  await expectNoChange(world, async () => {
    expectProblem(await grace.delete(path(room.id, ada)), 403, 'forbidden')
    expectProblem(await grace.delete(path(room.id, mallory)), 403, 'forbidden')
    expectProblem(await linus.delete(path(room.id, mallory)), 403, 'forbidden')
  })
  expect((await grace.delete(path(room.id, linus))).status).toBe(204)
  expect((await ada.delete(path(room.id, mallory))).status).toBe(204)
  expect((await grace.delete(path(room.id, grace))).status).toBe(204)
  expect((await ada.members(room.id)).map(one => one.user.id)).toEqual([ada.id])
})
