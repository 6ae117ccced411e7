import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'
import { firstAdmin, guest, member } from '../../support/cast.ts'
import { unique } from '../../support/random.ts'
import { within } from '../../support/until.ts'
import { useServer } from '../../support/world.ts'

const world = useServer('broken-connection', { NUXT_LIMITS: 'on' })

/** Sends these bytes and resets the connection at once, so that the server reads them from a peer that is gone. */
async function sendAndReset(text: string): Promise<void> {
  const socket = connect(world.server.port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  await new Promise<void>(resolve => socket.write(text, () => resolve()))
  socket.resetAndDestroy()
}

test('a request whose connection is reset passes the same checks as any other', async () => {
  const names = Array.from({ length: 20 }, () => unique('reset'))
  for (const username of names) {
    const body = JSON.stringify({ email: `${username}@plaza.test`, username, password: 'a long enough secret' })
    await sendAndReset(
      'POST /api/users HTTP/1.1\r\nHost: not a host!\r\nContent-Type: application/json\r\n'
      + `Content-Length: ${body.length}\r\n\r\n`
      + `${body}`,
    )
  }
  // Whatever was let in would be stored before this account, whose password is hashed after theirs.
  await member(world.server, 'honest')
  expect(
    await world.server.identity(`SELECT username FROM users WHERE username IN (${names.map(() => '?').join()})`, names),
  ).toEqual([])
})

test('whoever comes in over a connection that is reset is known by its address', async () => {
  const names = Array.from({ length: 20 }, () => unique('reset'))
  for (const username of names) {
    const body = JSON.stringify({ username })
    await sendAndReset(
      `POST /api/guests HTTP/1.1\r\nHost: 127.0.0.1:${world.server.port}\r\nContent-Type: application/json\r\n`
      + `Content-Length: ${body.length}\r\n\r\n`
      + `${body}`,
    )
  }
  await guest(world.server, 'honest')
  const addresses = await world.server.identity('SELECT DISTINCT address FROM sessions')
  expect(addresses).toEqual([{ address: '127.0.0.1' }])
})

test('headers that do not end within 15 s end the connection, also after a first request', async () => {
  const { port } = world.server
  const start = performance.now()
  const lateHeaders = async (first: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.resume()
    await once(socket, 'connect')
    socket.write(`${first}GET /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: `)
    // One byte now and then, so that the connection is never idle.
    const drip = setInterval(() => socket.write('a'), 500)
    await within(25_000, 'the server to hang up', once(socket, 'close')).finally(() => clearInterval(drip))
    return (performance.now() - start) / 1000
  }
  const seconds = await Promise.all([
    lateHeaders(''),
    lateHeaders('GET /api/health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'),
  ])
  for (const second of seconds) expect(second).toBeGreaterThan(14)
  for (const second of seconds) expect(second).toBeLessThan(20)
})

test('an export ends, broken off, when the database fails in its middle', async () => {
  const { server } = world
  const [root, gus] = [await firstAdmin(server), await guest(server)]
  const filler = 'x'.repeat(1500)
  await server.chat(`INSERT INTO messages (room_id, seq, author_id, client_id, body, created_at)
    SELECT ${gus.square.id}, 1000 + seq, ${gus.id}, UNHEX(MD5(seq)), '${filler}', UTC_TIMESTAMP(3) FROM seq_1_to_6000`)
  const holder = await createConnection(server.databases.chat)
  const outgoing = request(`${server.origin}/api/admin/users/${gus.id}/export`, { headers: { cookie: root.cookie } })
  outgoing.end()
  const [answer] = await once(outgoing, 'response')
  expect(answer.statusCode).toBe(200)
  answer.on('error', () => {})
  await once(answer, 'readable')
  await holder.query('LOCK TABLES messages WRITE')
  answer.resume()
  await within(8_000, 'the answer to end', new Promise(resolve => answer.on('close', resolve)))
  expect(answer.complete, 'a part is never taken for the whole').toBe(false)
  await holder.end()
  expect(server.readLog()).not.toContain('ERR_HTTP_HEADERS_SENT')
})
