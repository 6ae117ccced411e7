import { fork } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createConnection } from 'mysql2/promise'
import { freePort, startServer } from '../tests/support/server.ts'
import { readerCount, roomCount, roomsOfReader } from './scenarios.mjs'

const everyone = Array.from({ length: readerCount }, (_, n) => n)
const chunkRows = 500

/** The bare loop in a process of its own. */
export async function startBaseline() {
  const port = await freePort()
  const child = fork(fileURLToPath(new URL('baseline.mjs', import.meta.url)), { env: { ...process.env, PORT: String(port) } })
  await once(child, 'message')
  return {
    name: 'bare ws loop',
    port,
    pid: child.pid,
    roomId: room => room + 1,
    readers: everyone.map(reader => ({ path: `/?rooms=${roomsOfReader(reader).map(room => room + 1).join()}`, headers: {}, rooms: roomsOfReader(reader).map(room => room + 1) })),
    stop: () => child.kill(),
  }
}

/** Socket.IO with one INSERT for each message, as it is most often built. */
export async function startSocketIo(database) {
  const port = await freePort()
  const child = fork(fileURLToPath(new URL('socketio.mjs', import.meta.url)), { env: { ...process.env, PORT: String(port), BENCH_DATABASE: database } })
  await once(child, 'message')
  return {
    name: 'Socket.IO, one INSERT per message',
    port,
    pid: child.pid,
    roomId: room => room + 1,
    readers: everyone.map(reader => ({
      path: `/socket.io/?EIO=4&transport=websocket&rooms=${roomsOfReader(reader).map(room => room + 1).join()}`,
      headers: {}, rooms: roomsOfReader(reader).map(room => room + 1), dialect: 'socket.io',
    })),
    stop: () => child.kill(),
  }
}

/** The built server with its databases, people and sessions, which are written straight into the tables. */
export async function startPlaza() {
  const server = await startServer({ name: 'bench', env: { NUXT_LIMITS: 'off' } })
  const roomIds = await makeRooms(server.databases.chat)
  const people = await makePeople(server.databases)
  await makeMemberships(server.databases.chat, people, roomIds)
  return {
    name: 'Plaza',
    port: server.port,
    pid: server.pid,
    roomId: room => roomIds[room],
    readers: people.map(({ token }, reader) => ({ path: '/ws', headers: { Cookie: `plaza_session=${token}` }, rooms: roomsOfReader(reader).map(room => roomIds[room]) })),
    stop: () => server.stop(),
  }
}

async function makeRooms(url) {
  const rows = Array.from({ length: roomCount }, (_, n) => ['group', 'private', `Bench ${n}`, `bench ${n}`, new Date(), new Date()])
  const firstId = await insert(url, 'rooms (kind, visibility, name, name_key, created_at, active_at)', rows)
  return rows.map((_, n) => firstId + n)
}

async function makePeople({ identity }) {
  const now = new Date()
  const later = new Date(now.getTime() + 86_400_000)
  const users = everyone.map(n => ['member', `reader${n}`, `reader${n}`, `reader${n}`, `Reader ${n}`, now, now])
  const firstId = await insert(identity, 'users (kind, username, username_key, username_skeleton, display_name, created_at, welcomed_at)', users)
  const people = everyone.map(n => ({ id: firstId + n, token: randomBytes(32).toString('base64url') }))
  await insert(identity, 'sessions (id, user_id, created_at, expires_at)',
    people.map(({ id, token }) => [createHash('sha256').update(token).digest('hex'), id, now, later]))
  return people
}

async function makeMemberships(url, people, roomIds) {
  const rows = people.flatMap(({ id }, reader) => roomsOfReader(reader).map(room => [roomIds[room], id, 'member', 0, new Date()]))
  await insert(url, 'memberships (room_id, user_id, role, read_seq, joined_at)', rows)
  const connection = await createConnection({ uri: url })
  await connection.query('UPDATE rooms SET member_count = (SELECT COUNT(*) FROM memberships WHERE room_id = rooms.id) WHERE id IN (?)', [roomIds])
  await connection.end()
}

/** Inserts rows in order; answers the id of the first, the others follow it (InnoDB gives one statement consecutive ids). */
async function insert(url, into, rows) {
  const connection = await createConnection({ uri: url, timezone: 'Z' })
  await connection.query('SET time_zone = \'+00:00\'')
  let firstId
  for (let n = 0; n < rows.length; n += chunkRows) {
    const [result] = await connection.query(`INSERT INTO ${into} VALUES ?`, [rows.slice(n, n + chunkRows)])
    firstId ??= result.insertId
    if (n > 0 && result.insertId && result.insertId !== firstId + n) throw new Error('the ids are not consecutive: somebody else writes to these tables')
  }
  await connection.end()
  return firstId
}
