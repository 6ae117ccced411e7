import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { ensureDependencies } from './lib/dependencies.mjs'
import { databaseEnvironment, hasDatabases, loadEnvironment } from './lib/environment.mjs'
import { defer, main } from './lib/lifecycle.mjs'
import { mariadbUrl, startMariadb, stopMariadb } from './lib/mariadb.mjs'
import { dataDir } from './lib/paths.mjs'
import { Problem } from './lib/problem.mjs'
import { elapsed, say } from './lib/screen.mjs'
import { makeBody, makeName, memberRow, messageRow, plan, roomRow, userRow } from './lib/seedRows.mjs'

// `npm run seed:large -- --people 100000 --messages 1000000`: fills the databases of this folder (or the
// configured ones) with people, groups and messages, to see how Plaza feels with many of them. Adds to what is
// there; nobody of them can log in.
const rowsAtOnce = 2000

await main(async () => {
  loadEnvironment()
  await ensureDependencies()
  const wanted = readArguments(process.argv.slice(2))
  const urls = await databases()
  const [identity, chat] = await Promise.all([
    open(urls.NUXT_DATABASE_IDENTITY_URL, 'users'),
    open(urls.NUXT_DATABASE_CHAT_URL, 'messages'),
  ])
  const began = Date.now()
  await seed(identity, chat, plan(wanted))
  say(`✔ ${wanted.people} people and ${wanted.messages} messages in ${elapsed(began)}`)
  await Promise.all([identity.end(), chat.end()])
})

function readArguments(args) {
  const wanted = { people: 100_000, messages: 1_000_000, rooms: 200 }
  for (let index = 0; index < args.length; index += 2) {
    const name = args[index].replace(/^--/, '')
    const value = Number(args[index + 1])
    if (!(name in wanted) || !Number.isInteger(value) || value < 1) {
      throw new Problem('Use:  npm run seed:large -- --people 100000 --messages 1000000 --rooms 200')
    }
    wanted[name] = value
  }
  return wanted
}

async function databases() {
  if (hasDatabases()) return process.env
  const dir = join(dataDir, 'mariadb')
  const { adopted } = await startMariadb(dir)
  if (!adopted) defer(() => stopMariadb(dir))
  return databaseEnvironment(name => mariadbUrl(dir, name))
}

async function open(url, table) {
  const { searchParams, username, password, hostname, port, pathname } = new URL(url)
  const socketPath = searchParams.get('socketPath') ?? undefined
  const connection = await createConnection({
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(socketPath ? { socketPath } : { host: hostname, port: Number(port) || 3306 }),
    charset: 'utf8mb4',
    timezone: 'Z',
  }).catch((error) => {
    throw new Problem(`The database does not answer (${error.code}). Run \`npm start\` once first.`)
  })
  const [found] = await connection.query('SHOW TABLES LIKE ?', [table])
  if (found.length === 0) throw new Problem('The tables are not there yet. Run `npm start` once first.')
  return connection
}

async function seed(identity, chat, { people, rooms, messages, now }) {
  const firstUser = await nextId(identity, 'users')
  await fill(
    'people',
    people,
    identity,
    'users',
    'id, kind, role, username, username_key, username_skeleton, display_name, display_key, email, email_key, '
    + 'created_at, welcomed_at',
    index => userRow(firstUser + index, index, people, now, makeName(index)),
  )
  const firstRoom = await nextId(chat, 'rooms')
  await fill(
    'groups',
    rooms.length,
    chat,
    'rooms',
    'id, kind, visibility, name, name_key, topic, last_seq, member_count, created_at, active_at',
    index => roomRow(firstRoom + index, rooms[index], now),
  )
  const members = rooms.flatMap((room, index) =>
    room.members.map(person => ({ roomId: firstRoom + index, userId: firstUser + person })),
  )
  await fill('memberships', members.length, chat, 'memberships', 'room_id, user_id, role, read_seq, joined_at', index =>
    memberRow(members[index], now),
  )
  let room = 0
  let seq = 0
  const columns = 'room_id, seq, author_id, client_id, body, created_at'
  await fill('messages', messages, chat, 'messages', columns, (index) => {
    if (seq === rooms[room].messages) [room, seq] = [room + 1, 0]
    seq++
    const { members: there, messages: count } = rooms[room]
    return messageRow(
      firstRoom + room,
      seq,
      firstUser + there[(seq * 7 + index) % there.length],
      makeBody(index),
      count,
      now,
    )
  })
}

async function nextId(connection, table) {
  const [[row]] = await connection.query(`SELECT COALESCE(MAX(id), 0) + 1 AS next FROM ${table}`)
  return Number(row.next)
}

/** Inserts so many rows, in batches, and says how far it is. */
async function fill(what, count, connection, table, columns, rowAt) {
  const began = Date.now()
  let logged = began
  for (let start = 0; start < count; start += rowsAtOnce) {
    const rows = Array.from({ length: Math.min(rowsAtOnce, count - start) }, (_, offset) => rowAt(start + offset))
    await connection.query(`INSERT INTO ${table} (${columns}) VALUES ?`, [rows])
    if (Date.now() - logged < 2000) continue
    logged = Date.now()
    say(`  ${what}: ${Math.round((start + rows.length) / count * 100)} % of ${count} (${elapsed(began)})`)
  }
  say(`✔ ${what}: ${count} (${elapsed(began)})`)
}
