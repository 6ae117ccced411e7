import { expect, test } from 'vitest'
import { firstAdmin, guest, member, nobody } from '../../support/cast.ts'
import { choose, presenceHeard, seenAs } from '../../support/presence.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('account-presence', { NUXT_PRESENCE_GRACE: '0.2' })
const path = '/api/account/presence'
const auto = { status: 'auto', text: '', hidden: false }

test('a person follows what they do until they choose something, and what is left out stays', async () => {
  const linus = await member(world.server, 'linus')
  expect((await linus.get(path)).body.presence).toEqual(auto)
  expect((await linus.put(path, { status: 'dnd', text: '  In a meeting ' })).status).toBe(204)
  expect((await linus.get(path)).body.presence).toEqual({ status: 'dnd', text: 'In a meeting', hidden: false })
  await linus.put(path, { status: 'away' })
  expect((await linus.get(path)).body.presence).toEqual({ status: 'away', text: 'In a meeting', hidden: false })
  await linus.put(path, { status: 'auto', text: '', hidden: true })
  expect((await linus.get(path)).body.presence).toEqual({ ...auto, hidden: true })
})

test.each([
  ['no status', {}],
  ['another status', { status: 'online' }],
  ['a text over 100 characters', { status: 'auto', text: '🙂'.repeat(101) }],
  ['a text of two lines', { status: 'auto', text: 'one\ntwo' }],
  ['a text that nobody can see', { status: 'auto', text: '\u200B\u2060' }],
  ['a text that turns its surroundings round', { status: 'auto', text: 'abc\u202Edef' }],
  ['a text that is none', { status: 'auto', text: 7 }],
  ['hidden as a word', { status: 'auto', hidden: 'yes' }],
])('%s is refused', async (_, choice) => {
  const linus = await guest(world.server, 'linus')
  expectProblem(await linus.put(path, choice), 400, 'invalid')
  expect((await linus.get(path)).body.presence).toEqual(auto)
})

test('100 characters are a text, also for guests; nobody has none', async () => {
  const { server } = world
  const gus = await guest(server)
  const text = '🙂'.repeat(100)
  expect((await gus.put(path, { status: 'auto', text })).status).toBe(204)
  expect((await gus.get(path)).body.presence.text).toBe(text)
  expectProblem(await nobody(server).get(path), 401, 'unauthenticated')
  expectProblem(await nobody(server).put(path, { status: 'dnd' }), 401, 'unauthenticated')
})

test('a text is refused like every text that others read, a choice without one is not', async () => {
  const { server } = world
  const root = await firstAdmin(server)
  const linus = await member(server, 'linus')
  await root.patch('/api/admin/settings', { filteredWords: ['gadzooks'] })
  expectProblem(await linus.put(path, { status: 'auto', text: 'Gadzooks!' }), 400, 'invalid')
  await root.patch('/api/admin/settings', { filteredWords: [] })
  await root.patch(`/api/admin/users/${linus.id}`, { mutedUntil: '2040-01-01T00:00:00.000Z' })
  expectProblem(await linus.put(path, { status: 'auto', text: 'hello' }), 403, 'forbidden')
  expect((await linus.put(path, { status: 'dnd' })).status).toBe(204)
})

test('one\'s own other browsers hear of it, and a new one begins with it; others hear nothing', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  const [phone, other] = await Promise.all([linus.connect(), ada.connect()])
  const presence = { status: 'dnd', text: 'Reading', hidden: false }
  await linus.put(path, presence)
  expect((await phone.settled('account.presence')).map(event => event.presence)).toEqual([presence])
  expect(await other.settled('account.presence')).toEqual([])
  const tablet = await linus.connect()
  expect(tablet.of('ready')[0]?.presence).toEqual(presence)
  await Promise.all([phone, other, tablet].map(socket => socket.close()))
})

test('who watches a person sees the status and the text; strangers are told nothing', async () => {
  const { ada, mallory, server } = world
  const linus = await member(server, 'linus')
  const [watcher, stranger, socket] = await Promise.all([ada.connect(), mallory.connect(), linus.connect()])
  watcher.send({ type: 'presence.watch', userIds: [linus.id] })
  stranger.send({ type: 'presence.watch', userIds: [mallory.id] })
  await Promise.all([seenAs(watcher, linus.id, 'online'), seenAs(stranger, mallory.id, 'online')])
  stranger.clear()
  await choose(linus, { status: 'away', text: 'At lunch' })
  expect(await seenAs(watcher, linus.id, 'away'))
    .toEqual({ type: 'presence.changed', userId: linus.id, status: 'away', text: 'At lunch' })
  expect(await presenceHeard(mallory, stranger)).toEqual([])
  await Promise.all([watcher, stranger, socket].map(one => one.close()))
})

test('who hides is offline for others and sees nobody, at once and until they show themselves again', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  await linus.post('/api/directs', { userId: ada.id })
  const [watcher, socket] = await Promise.all([ada.connect(), linus.connect()])
  await Promise.all([seenAs(watcher, linus.id, 'online'), seenAs(socket, ada.id, 'online')])
  for (const one of [watcher, socket]) one.clear()

  await choose(linus, { text: 'Not here', hidden: true })
  expect(await seenAs(watcher, linus.id, 'offline'))
    .toEqual({ type: 'presence.changed', userId: linus.id, status: 'offline' })
  expect(await seenAs(socket, ada.id, 'offline'))
    .toEqual({ type: 'presence.changed', userId: ada.id, status: 'offline' })
  const late = await linus.connect()
  expect(await late.waitFor('presence.changed', event => event.userId === ada.id)).toMatchObject({ status: 'offline' })

  for (const one of [watcher, socket]) one.clear()
  await choose(linus, { hidden: false })
  expect(await seenAs(watcher, linus.id, 'online')).toMatchObject({ text: 'Not here' })
  await seenAs(socket, ada.id, 'online')
  await Promise.all([watcher, socket, late].map(one => one.close()))
})

test('who was hidden while leaving was seen by nobody, also not when', async () => {
  const { server } = world
  const [ada, linus] = await Promise.all([member(server, 'ada'), member(server, 'linus')])
  await choose(linus, { hidden: true })
  const watcher = await ada.connect()
  watcher.send({ type: 'presence.watch', userIds: [linus.id, ada.id] })
  await seenAs(watcher, linus.id, 'offline')
  watcher.clear()
  await (await linus.connect()).close()
  expect(await presenceHeard(ada, watcher)).toEqual([])
  await watcher.close()
})

test('the export of a person has what they chose, a deleted account has nothing of it', async () => {
  const { ada, server } = world
  const root = await firstAdmin(server)
  const linus = await member(server, 'linus')
  await choose(linus, { status: 'dnd', text: 'Leaving soon' })
  await linus.patch('/api/account/privacy', { sharesReading: false })
  await (await linus.connect()).close()
  await root.post('/api/session/confirmation', { password: root.password })
  const exported = (await root.get(`/api/admin/users/${linus.id}/export`)).body
  expect(exported).toMatchObject({
    presence: { status: 'dnd', text: 'Leaving soon', hidden: false },
    privacy: { addableBy: 'everyone', sharesReading: false },
  })
  const watcher = await ada.connect()
  watcher.send({ type: 'presence.watch', userIds: [linus.id] })
  await seenAs(watcher, linus.id, 'offline')
  watcher.clear()
  await linus.delete('/api/account', { password: linus.password })
  expect(await watcher.waitFor('presence.changed', event => event.text === undefined))
    .toEqual({ type: 'presence.changed', userId: linus.id, status: 'offline' })
  const sql = 'SELECT presence_text text, last_seen_at seen FROM users WHERE id = ?'
  const [row] = await server.identity(sql, [linus.id])
  expect(row).toEqual({ text: '', seen: null })
  await watcher.close()
})
