import { expect, test } from 'vitest'
import { guest, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld()

async function open(member: Client, other: Client) {
  return (await member.post('/api/directs', { userId: other.id })).body.room
}

const listed = async (who: Client, roomId: number) => (await who.rooms()).some(({ id }) => id === roomId)

/** The refusal of a message over REST and over the socket. */
async function expectCannotWrite(who: Client, roomId: number) {
  const message = { clientId: crypto.randomUUID(), body: 'me first' }
  expectProblem(await who.post(`/api/rooms/${roomId}/messages`, message), 403, 'forbidden')
  const socket = await who.connect()
  socket.send({ type: 'message.send', roomId, ...message })
  expect((await socket.waitFor('command.failed')).code).toBe('forbidden')
  await socket.close()
}

test('a member writes to a guest, who sees it with the first message and answers; nobody else hears it', async () => {
  const { ada, server, mallory } = world
  const gus = await guest(server)
  const [his, hers, outside] = await Promise.all([gus.connect(), ada.connect(), mallory.connect()])
  const answer = await ada.post('/api/directs', { userId: gus.id })
  expect(answer.status).toBe(201)
  const { room } = answer.body
  expect(room.peer).toMatchObject({ id: gus.id, kind: 'guest' })
  expect(await listed(gus, room.id), 'nothing was said yet').toBe(false)

  await ada.say(room.id, 'Are you the one with the telescope?')
  await his.waitFor('message.created', event => event.message.roomId === room.id)
  expect(await listed(gus, room.id)).toBe(true)
  expect(await gus.room(room.id)).toMatchObject({ unread: 1, peer: { id: ada.id } })
  const again = await gus.post('/api/directs', { userId: ada.id })
  expect([again.status, again.body.room.id]).toEqual([200, room.id])
  await gus.say(room.id, 'I am.')
  await hers.waitFor('message.created', event => event.message.body === 'I am.')
  await outside.settle()
  expect(JSON.stringify(outside.received)).not.toContain('telescope')
  await expectClosedToOutsiders(world, client => client.get(`/api/rooms/${room.id}/messages`))
  await Promise.all([his, hers, outside].map(socket => socket.close()))
})

test('a guest cannot begin: neither without a room, nor in one in which nothing was said', async () => {
  const { ada, server } = world
  const [gus, other] = await Promise.all([guest(server), guest(server)])
  await expectNoChange(world, async () => {
    expectProblem(await gus.post('/api/directs', { userId: ada.id }), 403, 'forbidden')
    expectProblem(await gus.post('/api/directs', { userId: other.id }), 403, 'forbidden')
    expectProblem(await nobody(server).post('/api/directs', { userId: gus.id }), 401, 'unauthenticated')
  })
  const room = await open(ada, gus)
  await expectNoChange(world, async () => {
    expectProblem(await gus.post('/api/directs', { userId: ada.id }), 403, 'forbidden')
    await expectCannotWrite(gus, room.id)
  })
  expect((await ada.room(room.id)).lastSeq).toBe(0)
  expect(await listed(gus, room.id)).toBe(false)
})

test('a guest who becomes a member keeps the room and may begin', async () => {
  const { ada, grace, server } = world
  const gus = await guest(server)
  const [said, silent] = [await open(ada, gus), await open(grace, gus)]
  await ada.say(said.id, 'hello')
  const account = { email: `${gus.user.username}@plaza.test`, password: 'a secret of telescopes' }
  expect((await gus.post('/api/guests/claim', account)).status).toBe(200)
  expect(await listed(gus, said.id)).toBe(true)
  expect((await gus.post('/api/directs', { userId: grace.id })).body.room.id).toBe(silent.id)
  expect(await listed(gus, silent.id)).toBe(true)
  await gus.say(silent.id, 'here I am')
})

test('a guest who blocks a member is not written to, and the other way round', async () => {
  const { server } = world
  const [gus, linus] = [await guest(server), await member(server, 'linus')]
  const room = await open(linus, gus)
  await linus.say(room.id, 'hello')
  expect((await gus.put(`/api/blocks/${linus.id}`)).status).toBe(204)
  await expectCannotWrite(linus, room.id)
  expectProblem(await linus.post('/api/directs', { userId: gus.id }), 403, 'forbidden')
  expect((await gus.delete(`/api/blocks/${linus.id}`)).status).toBe(204)
  expect((await linus.put(`/api/blocks/${gus.id}`)).status).toBe(204)
  await expectCannotWrite(gus, room.id)
})

test('the two see each other come and go, and a guest who leaves for ever leaves the words', async () => {
  const { server } = world
  const [gus, linus] = [await guest(server), await member(server, 'linus')]
  const room = await open(linus, gus)
  await linus.say(room.id, 'hello')
  const [his, socket] = await Promise.all([gus.connect(), linus.connect()])
  await socket.waitFor('presence.changed', event => event.userId === gus.id && event.status === 'online')
  await gus.say(room.id, 'good-bye')
  await his.close()
  expect((await gus.delete('/api/account', {})).status).toBe(204)
  expect((await linus.room(room.id)).peer).toMatchObject({ deleted: true })
  const { messages } = (await linus.get(`/api/rooms/${room.id}/messages`)).body
  expect(messages.map(message => message.body)).toEqual(['hello', 'good-bye'])
  await socket.close()
})
