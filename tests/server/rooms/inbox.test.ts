import { expect, test } from 'vitest'
import type { InboxItem } from '../../../shared/protocol/inbox.ts'
import { group, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld()
const brief = ({ room, message, reason }: InboxItem) => [reason, room.id, message.seq]

async function inbox(who: Client, query = ''): Promise<unknown[]> {
  const answer = await who.get(`/api/inbox${query}`)
  expect(answer.status).toBe(200)
  return answer.body.items.map(brief)
}

/** Linus, newly come, with nothing unread. */
async function newcomer() {
  const linus = await member(world.server, 'linus')
  await linus.put('/api/reads')
  return linus
}

test('mentions, direct rooms and unread rooms, newest first, each message once', async () => {
  const { ada } = world
  const linus = await newcomer()
  const [lobby, garden] = [await group(ada, [linus]), await group(ada, [linus])]
  const { room: direct } = (await ada.post('/api/directs', { userId: linus.id })).body
  await ada.say(lobby.id, `@${linus.user.username} first`)
  await ada.say(lobby.id, 'more')
  await ada.say(direct.id, 'between us')
  await ada.say(garden.id, 'hello @everyone')
  expect(await inbox(linus)).toEqual([
    ['mention', garden.id, 1], ['direct', direct.id, 1], ['unread', lobby.id, 2], ['mention', lobby.id, 1],
  ])
  expect(await inbox(linus, '?filter=mentions')).toEqual([['mention', garden.id, 1], ['mention', lobby.id, 1]])
  expect(await inbox(linus, '?filter=directs')).toEqual([['direct', direct.id, 1]])
  expect(await inbox(linus, '?filter=unread,mentions')).toEqual([
    ['mention', garden.id, 1], ['unread', direct.id, 1], ['unread', lobby.id, 2], ['mention', lobby.id, 1],
  ])
  const { users, items } = (await linus.get('/api/inbox')).body
  expect(users.map(user => user.id).sort()).toEqual([ada.id, linus.id].sort())
  expect(items[0]?.room).toEqual(await linus.room(garden.id))
})

test('what was read is not unread any more; mentions and direct rooms stay', async () => {
  const { ada } = world
  const linus = await newcomer()
  const room = await group(ada, [linus])
  const { room: direct } = (await ada.post('/api/directs', { userId: linus.id })).body
  await ada.say(room.id, `@${linus.user.username}`)
  await ada.say(room.id, 'more')
  await ada.say(direct.id, 'hello')
  await linus.put('/api/reads')
  expect(await inbox(linus)).toEqual([['direct', direct.id, 1], ['mention', room.id, 1]])
  expect(await inbox(linus, '?filter=unread')).toEqual([])
})

test('muted rooms and those of which one wants to hear nothing are not among the unread', async () => {
  const { ada } = world
  const linus = await newcomer()
  const rooms = [await group(ada, [linus]), await group(ada, [linus]), await group(ada, [linus])]
  for (const room of rooms) await ada.say(room.id, 'news')
  const [muted, silent, loud] = rooms.map(room => room.id)
  const later = new Date(Date.now() + 3_600_000).toISOString()
  await linus.put(`/api/rooms/${muted}/notifications`, { level: 'all', mutedUntil: later })
  await linus.put(`/api/rooms/${silent}/notifications`, { level: 'none' })
  expect(await inbox(linus, '?filter=unread')).toEqual([['unread', loud, 1]])
})

test('pages go on where the last one ended, also when something comes meanwhile', async () => {
  const { ada } = world
  const linus = await newcomer()
  const room = await group(ada, [linus])
  for (let n = 0; n < 7; n++) await ada.say(room.id, `@${linus.user.username} ${n}`)
  const seqs: number[] = []
  let cursor: string | undefined
  for (let page = 0; page < 4; page++) {
    const { body } = await linus.get(`/api/inbox?filter=mentions&limit=2${cursor ? `&cursor=${cursor}` : ''}`)
    seqs.push(...body.items.map(item => item.message.seq))
    cursor = body.cursor
    if (page === 0) await ada.say(room.id, `@${linus.user.username} late`)
  }
  expect(seqs).toEqual([7, 6, 5, 4, 3, 2, 1])
  expect(cursor).toBeUndefined()
})

test('what was deleted, hidden or left is gone, and so is what was said to everybody before one came', async () => {
  const { ada } = world
  const linus = await newcomer()
  const room = await group(ada)
  await ada.say(room.id, 'hello @everyone')
  await linus.put(`/api/rooms/${room.id}/membership`)
  expect(await inbox(linus)).toEqual([])
  await ada.say(room.id, `@${linus.user.username}`)
  await ada.say(room.id, `@${linus.user.username} again`)
  await ada.delete(`/api/rooms/${room.id}/messages/2`)
  expect(await inbox(linus, '?filter=mentions')).toEqual([['mention', room.id, 3]])
  const { room: direct } = (await ada.post('/api/directs', { userId: linus.id })).body
  await ada.say(direct.id, 'hello')
  await linus.put(`/api/rooms/${direct.id}/hidden`)
  await linus.delete(`/api/rooms/${room.id}/membership`)
  expect(await inbox(linus)).toEqual([])
})

test('outsiders find nothing of a room in theirs, and who is not logged in has none', async () => {
  const { ada, grace, mallory, gus, server } = world
  const room = await group(ada, [grace])
  await ada.say(room.id, `@${mallory.user.username} @${gus.user.username} @everyone`)
  for (const outsider of [mallory, gus]) {
    expect((await outsider.get('/api/inbox')).body.items.filter(item => item.room.id === room.id)).toEqual([])
  }
  expectProblem(await nobody(server).get('/api/inbox'), 401, 'unauthenticated')
})

test.each(['filter=all', 'filter=', 'filter=mentions,,', 'limit=0', 'cursor=x'])('%s is refused', async (query) => {
  expectProblem(await world.ada.get(`/api/inbox?${query}`), 400, 'invalid')
})
