import { expect, test } from 'vitest'
import { firstAdmin, group, guest, member } from '../../support/cast.ts'
import { dropPair, freshPair } from '../../support/database.ts'
import { startServer } from '../../support/server.ts'

test('two servers that boot at once on the same empty databases both come up, and seed once', async () => {
  const databases = freshPair()
  const servers = await Promise.all(['boot-one', 'boot-two'].map(name => startServer({ name, databases })))
  try {
    const [one, two] = servers
    const rooms = await one!.chat<{ name: string }>('SELECT name FROM rooms')
    expect(new Set(rooms.map(room => room.name)).size).toBe(rooms.length)
    expect(rooms).toHaveLength(5)
    expect(rooms.map(room => room.name)).toContain('The square')
    expect(await one!.identity('SELECT id FROM users WHERE role = ?', ['admin'])).toHaveLength(1)
    const [ada, gus] = await Promise.all([member(one!), guest(two!)])
    expect((await ada.rooms())[0]?.id).toBe(gus.square.id)
    ada.origin = two!.origin
    expect((await ada.get('/api/session')).status).toBe(200)
  }
  finally {
    for (const server of servers) await server.stop()
    await dropPair(databases)
  }
})

test('a second boot seeds nothing and loses nothing', async () => {
  const server = await startServer({ name: 'boot-again' })
  try {
    const admin = await firstAdmin(server)
    const square = (await admin.rooms())[0]!
    await admin.say(square.id, 'still here')
    await admin.patch(`/api/rooms/${square.id}`, { topic: 'ours' })
    const before = await server.fingerprint()
    await server.restart()
    expect(await server.fingerprint()).toBe(before)
    expect((await admin.history(square.id)).at(-1)?.body).toBe('still here')
    expect(await server.identity('SELECT id FROM users')).toHaveLength(1)
  }
  finally {
    await server.stop()
  }
})

test('the log of a server holds no secret', async () => {
  const server = await startServer({ name: 'boot-log' })
  const ada = await member(server)
  await ada.post('/api/session', { login: ada.email, password: 'a wrong secret' })
  await server.stop()
  const log = server.readLog()
  expect(log).not.toContain(ada.password)
  expect(log).not.toContain(ada.email)
  expect(log).not.toContain(ada.cookies.get('plaza_session'))
})

test('a boot goes on erasing the messages of rooms that were deleted, and of no others', async () => {
  const server = await startServer({ name: 'boot-erase' })
  try {
    const ada = await member(server)
    const [gone, kept] = [await group(ada), await group(ada)]
    for (const { id } of [gone, kept]) {
      await server.chat(`INSERT INTO messages (room_id, seq, author_id, client_id, body, created_at)
        SELECT ${id}, seq, ${ada.id}, UNHEX(MD5(${id} * 10000 + seq)), 'words', UTC_TIMESTAMP(3) FROM seq_1_to_1700`)
      await server.chat('UPDATE rooms SET last_seq = 1700 WHERE id = ?', [id])
    }
    await ada.delete(`/api/rooms/${gone.id}`)
    await server.restart()
    const left = async (roomId: number) =>
      Number(
        (
          await server.chat<{ bodies: number }>('SELECT COUNT(body) AS bodies FROM messages WHERE room_id = ?', [
            roomId,
          ])
        )[0]?.bodies,
      )
    await expect.poll(() => left(gone.id), { timeout: 20_000 }).toBe(0)
    expect(await left(kept.id)).toBe(1700)
    expect(await server.chat('SELECT COUNT(*) AS places FROM messages WHERE room_id = ?', [gone.id])).toEqual([
      { places: 1700 },
    ])
  }
  finally {
    await server.stop()
  }
})
