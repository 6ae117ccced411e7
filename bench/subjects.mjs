import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort, startServer } from '../tests/support/server.ts'
import { readerCount, roomCount, roomsOfReader } from './scenarios.mjs'
import { cookieOf, makeWorld } from './world.mjs'

const everyone = Array.from({ length: readerCount }, (_, n) => n)

/** The bare loop in a process of its own. */
export async function startBaseline() {
  const port = await freePort()
  const child = fork(fileURLToPath(new URL('baseline.mjs', import.meta.url)), {
    env: { ...process.env, PORT: String(port) },
  })
  await once(child, 'message')
  return {
    name: 'bare ws loop',
    port,
    pid: child.pid,
    roomId: room => room + 1,
    readers: everyone.map((reader) => {
      const rooms = roomsOfReader(reader).map(room => room + 1)
      return { path: `/?rooms=${rooms.join()}`, headers: {}, rooms }
    }),
    stop: () => child.kill(),
  }
}

/** Socket.IO with one INSERT for each message, as it is most often built. */
export async function startSocketIo(database) {
  const port = await freePort()
  const child = fork(fileURLToPath(new URL('socketio.mjs', import.meta.url)), {
    env: { ...process.env, PORT: String(port), BENCH_DATABASE: database },
  })
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
  const { people, roomIds } = await makeWorld(server.databases, {
    people: readerCount,
    rooms: roomCount,
    roomsOf: roomsOfReader,
  })
  return {
    name: 'Plaza',
    port: server.port,
    pid: server.pid,
    roomId: room => roomIds[room],
    readers: people.map(person => ({ path: '/ws', headers: cookieOf(person), rooms: person.rooms })),
    stop: () => server.stop(),
  }
}
