import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Message } from '../../../shared/protocol/message.ts'
import { group, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectClosedToOutsiders, useWorld } from '../../support/world.ts'

const world = useWorld()
const at = (client: Client) => `@${client.user.username}`
const mentionsOf = ({ mentions, mentionsAll }: Message) => ({ mentions, mentionsAll })

test('a member who is named is mentioned, and everybody in the room learns who that is', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const hers = await grace.connect()
  const message = await ada.say(room.id, `have a look, ${at(grace)}!`)
  expect(message.mentions).toEqual([grace.id])
  const { email: _, ...profile } = grace.user
  expect(await hers.waitFor('message.created')).toMatchObject({ message: { mentions: [grace.id] }, users: [profile] })
  expect(await grace.room(room.id)).toMatchObject({ mentions: 1, mentionSeqs: [1] })
  expect(await ada.room(room.id)).toMatchObject({ mentions: 0 })
  const page = (await ada.get(`/api/rooms/${room.id}/messages`)).body
  expect(page.messages.map(mentionsOf)).toEqual([{ mentions: [grace.id] }])
  expect(page.users.map(user => user.id)).toContain(grace.id)
  await hers.close()
})

test('outsiders, unknown names, names in code and e-mail addresses are text', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace])
  for (const body of [at(mallory), '@nobody_of_that_name', `\`${at(grace)}\``, `\`\`\`\n${at(grace)}\n\`\`\``,
    `x${at(grace)}`]) {
    const message = await ada.say(room.id, body)
    expect(mentionsOf(message), body).toEqual({})
  }
  expect(await grace.room(room.id)).toMatchObject({ mentions: 0 })
  await expectClosedToOutsiders(world, client => client.get(`/api/rooms/${room.id}/messages`))
})

test('a name may be written in other letters, and have spaces; of two the longer one of a member counts', async () => {
  const { ada, server } = world
  const name = unique('zo')
  const [zo, zoe] = await Promise.all([member(server, 'zo'), member(server, 'zoe')])
  await zo.patch('/api/account', { username: name })
  await zoe.patch('/api/account', { username: `${name} Zoë` })
  const room = await group(ada, [zo, zoe])
  expect((await ada.say(room.id, `@${name.toUpperCase()} zoë.`)).mentions).toEqual([zoe.id])
  await zoe.delete(`/api/rooms/${room.id}/membership`)
  expect((await ada.say(room.id, `@${name} zoë.`)).mentions).toEqual([zo.id])
})

test('mentions are counted by position: reading takes them away, deleting too, own ones never count', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const count = async () => (await grace.room(room.id)).mentions
  for (let n = 0; n < 3; n++) await ada.say(room.id, `${at(grace)} ${n}`)
  await grace.say(room.id, `I am ${at(grace)}`)
  expect(await grace.room(room.id)).toMatchObject({ mentions: 3, mentionSeqs: [1, 2, 3], readSeq: 0 })
  await grace.put(`/api/rooms/${room.id}/read`, { seq: 1 })
  expect(await count()).toBe(2)
  await ada.delete(`/api/rooms/${room.id}/messages/2`)
  expect(await count()).toBe(1)
  expect((await grace.history(room.id))[1]).not.toHaveProperty('mentions')
  expect((await grace.rooms()).find(one => one.id === room.id)).toMatchObject({ mentions: 1, mentionSeqs: [3] })
  await grace.put(`/api/rooms/${room.id}/read`, { seq: 4 })
  expect(await count()).toBe(0)
})

test('a sync says how many there are', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  await ada.say(room.id, at(grace))
  const socket = await grace.connect()
  socket.send({ type: 'sync', cursors: { [room.id]: { seq: 0, rev: 0 } } })
  expect((await socket.waitFor('synced')).rooms)
    .toMatchObject([{ id: room.id, unread: 1, mentions: 1, mentionSeqs: [1] }])
  expect(await socket.waitFor('message.created'))
    .toMatchObject({ message: { mentions: [grace.id] }, users: [{ id: grace.id }] })
  await socket.close()
})

test.each(['here', 'everyone'] as const)('@%s mentions everybody but the author', async (word) => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  expect(mentionsOf(await grace.say(room.id, `hello @${word}`))).toEqual({ mentionsAll: word })
  expect(await ada.room(room.id)).toMatchObject({ mentions: 1, mentionSeqs: [1] })
  expect(await grace.room(room.id)).toMatchObject({ mentions: 0 })
  // Named and meant with everybody, it is still one message.
  await grace.say(room.id, `@${word} and ${at(ada)}`)
  expect(await ada.room(room.id)).toMatchObject({ mentions: 2 })
  await grace.delete(`/api/rooms/${room.id}/messages/1`)
  expect(await ada.room(room.id)).toMatchObject({ mentions: 1, mentionSeqs: [2] })
})

test('in rooms of more than 20 only moderators mention everybody', async () => {
  const { ada, grace, server } = world
  const room = await group(ada, [grace])
  await server.chat('UPDATE rooms SET member_count = 21 WHERE id = ?', [room.id])
  expect(mentionsOf(await grace.say(room.id, '@everyone'))).toEqual({})
  expect(mentionsOf(await ada.say(room.id, '@everyone'))).toEqual({ mentionsAll: 'everyone' })
  await ada.put(`/api/rooms/${room.id}/members/${grace.id}`, { role: 'moderator' })
  expect(mentionsOf(await grace.say(room.id, '@here'))).toEqual({ mentionsAll: 'here' })
})

test('who has blocked the author is not mentioned by them', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  const room = await group(ada, [linus])
  await linus.put(`/api/blocks/${ada.id}`)
  expect(mentionsOf(await ada.say(room.id, at(linus)))).toEqual({})
  await linus.delete(`/api/blocks/${ada.id}`)
  expect((await ada.say(room.id, at(linus))).mentions).toEqual([linus.id])
})

test('who has blocked the author is not meant with everybody either, in no count and no inbox', async () => {
  const { ada, grace, server } = world
  const linus = await member(server, 'linus')
  const room = await group(ada, [grace, linus])
  await linus.put(`/api/blocks/${ada.id}`)
  expect(mentionsOf(await ada.say(room.id, '@everyone'))).toEqual({ mentionsAll: 'everyone' })
  expect(await grace.room(room.id)).toMatchObject({ mentions: 1 })
  expect(await linus.room(room.id)).toMatchObject({ unread: 1, mentions: 0 })
  expect((await linus.get('/api/inbox?filter=mentions')).body.items).toEqual([])
  await grace.say(room.id, '@everyone')
  expect(await linus.room(room.id)).toMatchObject({ mentions: 1, mentionSeqs: [2] })
  await linus.delete(`/api/blocks/${ada.id}`)
  expect(await linus.room(room.id)).toMatchObject({ mentions: 2, mentionSeqs: [1, 2] })
})

test('the order of a connection stays, whatever has to be looked up', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const socket = await ada.connect()
  const bodies = Array.from({ length: 60 }, (_, n) => n % 3 ? `${n}` : `${n} ${at(grace)}`)
  for (const body of bodies) socket.send({ type: 'message.send', clientId: randomUUID(), roomId: room.id, body })
  await socket.waitFor('message.acked', event => event.seq === bodies.length)
  const history = await grace.history(room.id)
  expect(history.map(message => message.body)).toEqual(bodies)
  expect(history.map(message => message.mentions?.length ?? 0)).toEqual(bodies.map((_, n) => n % 3 ? 0 : 1))
  expect(await grace.room(room.id)).toMatchObject({ mentions: 20 })
  await socket.close()
})

test('a retry is answered with the mentions of the first', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const clientId = randomUUID()
  const first = await ada.say(room.id, `${at(grace)} @here`, clientId)
  expect(await ada.say(room.id, 'something else', clientId)).toEqual(first)
  expect(await grace.room(room.id)).toMatchObject({ mentions: 1 })
})

test('one message mentions 50 people at most', async () => {
  const { ada, server } = world
  const room = await group(ada)
  const people = await Promise.all(Array.from({ length: 52 }, (_, n) => member(server, `p${n}`)))
  for (const person of people) await person.put(`/api/rooms/${room.id}/membership`)
  const message = await ada.say(room.id, people.map(at).join(' '))
  expect(message.mentions).toEqual(people.slice(0, 50).map(person => person.id))
})

test('what mentions a person goes with their account', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  const room = await group(ada, [linus])
  await ada.say(room.id, at(linus))
  expect((await linus.delete('/api/account', { password: linus.password })).status).toBe(204)
  expect(await server.chat('SELECT * FROM mentions WHERE user_id = ?', [linus.id])).toEqual([])
})
