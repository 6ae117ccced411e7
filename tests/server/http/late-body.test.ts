import { once } from 'node:events'
import { connect } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { firstAdmin, group, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { useWorld } from '../../support/world.ts'

// A body may take 10 s to arrive. What its sender may do is decided when it is there, not when its headers were.

const world = useWorld('late-body')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

/** Sends the headers of a request, does what happens in the meantime, and then sends its body; returns the status. */
async function late(
  sender: Client, method: string, path: string, body: object, meanwhile: () => Promise<unknown>,
): Promise<number> {
  const { hostname, port, host } = new URL(world.server.origin)
  const text = JSON.stringify(body)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write([
    `${method} ${path} HTTP/1.1`, `host: ${host}`, `cookie: ${sender.cookie}`, 'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`, 'connection: close', '', text.slice(0, 1),
  ].join('\r\n'))
  // An answer to a later request says that the server has read those headers, too.
  await world.gus.get('/api/session')
  await meanwhile()
  socket.write(text.slice(1))
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  return Number(/^HTTP\/1\.1 (\d+)/.exec(Buffer.concat(chunks).toString())?.[1])
}

async function anotherAdmin(): Promise<Client> {
  const evil = await member(world.server, 'evil')
  expect((await root.patch(`/api/admin/users/${evil.id}`, { role: 'admin' })).status).toBe(200)
  expect((await evil.post('/api/session', { login: evil.email, password: evil.password })).status).toBe(200)
  return evil
}

test('an admin who is demoted while the request is on its way does not take the role back', async () => {
  const evil = await anotherAdmin()
  const demote = () => root.patch(`/api/admin/users/${evil.id}`, { role: 'user' })
  expect(await late(evil, 'PATCH', `/api/admin/users/${evil.id}`, { role: 'admin' }, demote)).toBe(404)
  const [row] = await world.server.identity('SELECT role FROM users WHERE id = ?', [evil.id])
  expect(row).toMatchObject({ role: 'user' })
})

test('nor does one who is disabled make another account an admin', async () => {
  const evil = await anotherAdmin()
  const username = unique('puppet')
  const account = { email: `${username}@plaza.test`, username, password: 'a long enough secret', role: 'admin' }
  const disable = () => root.patch(`/api/admin/users/${evil.id}`, { disabled: true })
  expect(await late(evil, 'POST', '/api/admin/users', account, disable)).toBe(404)
  expect(await world.server.identity('SELECT id FROM users WHERE username = ?', [username])).toEqual([])
})

test.each([
  ['logs out', (author: Client) => author.delete('/api/session')],
  ['is disabled', (author: Client) => root.patch(`/api/admin/users/${author.id}`, { disabled: true })],
])('who %s while a message is on its way writes nothing any more', async (_what, leave) => {
  const author = await member(world.server, 'author')
  const room = await group(world.ada, [author])
  const message = { clientId: crypto.randomUUID(), body: 'too late' }
  expect(await late(author.twin(), 'POST', `/api/rooms/${room.id}/messages`, message, () => leave(author))).toBe(401)
  expect(await late(author.twin(), 'PATCH', '/api/account', { displayName: 'Too late' }, () => Promise.resolve())).toBe(
    401,
  )
  expect((await world.ada.room(room.id)).lastSeq).toBe(0)
})

test('strangers learn from a late or odd body what they learned before', async () => {
  const { mallory, ada } = world
  const room = await group(ada, [], 'private')
  expect(
    await late(mallory, 'POST', `/api/rooms/${room.id}/messages`, { clientId: 'odd' }, () => Promise.resolve()),
  ).toBe(404)
  const huge = await mallory.ask({ method: 'PATCH', path: `/api/admin/users/${ada.id}`, body: 'x'.repeat(70_000) })
  expect(huge.status).toBe(404)
})
