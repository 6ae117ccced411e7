import { randomUUID } from 'node:crypto'
import { firstAdmin } from '../../tests/support/cast.ts'
import { Client } from '../../tests/support/client.ts'
import { seedFeatures } from './features.mjs'
import { seedSupport } from './support.mjs'
import { groups, observatory, people, square, verse } from './texts.mjs'

const password = 'a lantern on the square'

async function register(server, [username, displayName]) {
  const client = new Client(server.origin)
  const answer = await client.post('/api/users', { email: `${username}@plaza.test`, username, displayName, password })
  if (answer.status !== 201) throw new Error(`no ${username}: ${answer.text}`)
  client.user = answer.body.user
  return client
}

async function say(client, roomId, bodies, replyTo) {
  for (const body of bodies) {
    await client.post(`/api/rooms/${roomId}/messages`, { clientId: randomUUID(), body, replyTo })
  }
}

/** Thousands of lines, one or two by each in turn. */
async function talk(clients, roomId, texts, count) {
  const sockets = []
  for (const client of clients) sockets.push(await client.connect())
  for (let n = 0; n < count;) {
    const socket = sockets[(n * 7 + n % 3) % sockets.length]
    for (const upTo = Math.min(n + 1 + n % 2, count); n < upTo; n++) {
      const clientId = randomUUID()
      socket.send({ type: 'message.send', roomId, clientId, body: texts[n % texts.length] })
      await socket.waitFor('message.acked', event => event.clientId === clientId)
    }
  }
  for (const socket of sockets) await socket.close()
}

/** Spreads a room's messages over the past: three close together, then a pause. */
function spread(server, roomId, minutes) {
  return server.chat(`UPDATE messages m JOIN rooms r ON r.id = m.room_id
    SET m.created_at = UTC_TIMESTAMP(3) - INTERVAL
      (FLOOR((r.last_seq - m.seq) / 3) * ${minutes} * 60 + ((r.last_seq - m.seq) % 3) * 45 + 90) SECOND
    WHERE m.room_id = ?`, [roomId])
}

/** The groups with these people in them; answers their ids by name. */
async function makeGroups({ ada, grace }, people) {
  const ids = {}
  for (const [name, topic, visibility] of groups) {
    const owner = name === 'Chess' ? grace : ada
    const { room } = (await owner.post('/api/rooms', { name, topic, visibility })).body
    ids[name] = room.id
    for (const other of people) await owner.put(`/api/rooms/${room.id}/members/${other.id}`)
  }
  return ids
}

/** A direct room with each of these people, in which both have written; answers the ids. */
async function writeTo(ada, people) {
  const ids = []
  for (const other of people) {
    const { room } = (await ada.post('/api/directs', { userId: other.id })).body
    ids.push(room.id)
    await say(other, room.id, ['Have you seen the drawings of the tower?', 'I left them on your desk.'])
    await say(ada, room.id, ['I have. The bells are in the wrong order, but it is beautiful.'])
  }
  return ids
}

/** A place that has been lived in. Answers who looks at it and where the interesting things are. */
export async function seed(server) {
  const everybody = []
  for (const person of people) everybody.push(await register(server, person))
  const [ada, grace, hypatia, khwarizmi, rashi, sofia, alan] = everybody
  const gone = await register(server, ['leaver', 'Somebody who left'])
  const rooms = await makeGroups({ ada, grace }, [...everybody.slice(0, 9), gone])
  const plaza = (await ada.rooms()).find(room => room.visibility === 'open').id
  for (let n = 0; n < square.length; n++) await say(everybody[(n * 5) % 9], plaza, [square[n]])
  await say(gone, plaza, ['I am moving away. Thank you for everything, it was good here.'])
  const { seq } = (await gone.history(plaza)).at(-1)
  await say(grace, plaza, ['We will miss you. The bench stays yours.'], seq)
  await talk([grace, alan, hypatia], rooms.Observatory, observatory, 3_000)
  for (let n = 0; n < verse.length; n++) {
    await say([khwarizmi, khwarizmi, grace, rashi][n], rooms['ديوان الشعر'], [verse[n]])
  }
  for (const [name, id] of Object.entries(rooms)) {
    if (!['Observatory', 'ديوان الشعر', 'Map makers'].includes(name)) {
      await say([grace, sofia, alan][id % 3], id, observatory.slice(id % 5, (id % 5) + 3))
    }
  }
  const directs = await writeTo(ada, [grace, rashi, everybody[10], gone])
  await gone.delete('/api/account', { password })
  await grace.put(`/api/rooms/${plaza}/messages/7/report`, {
    reason: 'other',
    note: 'The lanterns stay up whatever the weather.',
  })
  await alan.put(`/api/rooms/${plaza}/messages/17/report`, { reason: 'abuse' })
  const root = await firstAdmin(server)
  await root.patch(`/api/admin/users/${everybody[11].id}`, { disabled: true })
  await root.patch('/api/admin/settings', { retentionDays: 365 })
  for (const room of await ada.rooms()) {
    await spread(server, room.id, 11)
    await ada.put(`/api/rooms/${room.id}/read`, { seq: room.lastSeq })
  }
  const unread = rooms['Kitchen garden']
  await talk([grace, alan], unread, observatory, 9)
  await talk([grace, sofia], rooms['Small repairs'], observatory, 214)
  await say(rashi, directs[1], ['תודה רבה, הספר הגיע.'])
  const features = await seedFeatures(root, { grace, rooms })
  const support = await seedSupport(server, { root, agent: everybody[9], colleague: grace })
  const guest = new Client(server.origin)
  guest.user = (await guest.post('/api/guests', { username: 'Jean Sans-Terre' })).body.user
  const newcomer = await register(server, ['noor', 'Noor El-Amin'])
  return {
    ada, grace, guest, newcomer, root, features, support, server, agent: everybody[9],
    people: { grace: grace.id, hypatia: hypatia.id, teodor: everybody[10].id },
    rooms: { ...rooms, plaza, unread, direct: directs[0], goneDirect: directs[3] },
  }
}
