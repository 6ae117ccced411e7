import { createHash, randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'

const chunkRows = 500

/**
 * People with sessions, rooms and memberships, written straight into the tables of a Plaza. `roomsOf(n)` answers the
 * rooms of person `n` as numbers from 0; answers `{ people: [{ id, token, rooms }], roomIds }`.
 */
export async function makeWorld(databases, { people, rooms, roomsOf, name = 'bench', kind = 'member' }) {
  const now = new Date()
  const later = new Date(now.getTime() + 86_400_000)
  const numbers = Array.from({ length: people }, (_, n) => n)
  const firstRoom = await insert(databases.chat, 'rooms (kind, visibility, name, name_key, created_at, active_at)',
    Array.from({ length: rooms }, (_, n) => ['group', 'private', `${name} ${n}`, `${name} ${n}`, now, now]))
  const key = n => `${name}${n}`
  const firstUser = await insert(
    databases.identity,
    'users (kind, username, username_key, username_skeleton, display_name, created_at, welcomed_at)',
    numbers.map(n => [kind, key(n), key(n), key(n), key(n), now, now]),
  )
  const roomIds = Array.from({ length: rooms }, (_, n) => firstRoom + n)
  const made = numbers.map(n => ({
    id: firstUser + n,
    token: randomBytes(32).toString('base64url'),
    rooms: roomsOf(n).map(room => roomIds[room]),
  }))
  await insert(databases.identity, 'sessions (id, user_id, created_at, expires_at)',
    made.map(({ id, token }) => [createHash('sha256').update(token).digest('hex'), id, now, later]))
  await insert(databases.chat, 'memberships (room_id, user_id, role, read_seq, joined_at)',
    made.flatMap(({ id, rooms }) => rooms.map(room => [room, id, 'member', 0, now])))
  await query(
    databases.chat,
    'UPDATE rooms SET rev = 1, member_count = (SELECT COUNT(*) FROM memberships WHERE room_id = rooms.id) '
    + 'WHERE id IN (?)',
    [roomIds],
  )
  return { people: made, roomIds }
}

export const cookieOf = ({ token }) => ({ Cookie: `plaza_session=${token}` })

export async function query(url, sql, values = []) {
  const connection = await createConnection({ uri: url, timezone: 'Z' })
  try {
    return (await connection.query(sql, values))[0]
  }
  finally {
    await connection.end()
  }
}

/**
 * Inserts rows in order; answers the id of the first, the others follow it (InnoDB gives one statement
 * consecutive ids).
 */
export async function insert(url, into, rows) {
  const connection = await createConnection({ uri: url, timezone: 'Z' })
  await connection.query('SET time_zone = \'+00:00\'')
  let firstId
  for (let n = 0; n < rows.length; n += chunkRows) {
    const [result] = await connection.query(`INSERT INTO ${into} VALUES ?`, [rows.slice(n, n + chunkRows)])
    firstId ??= result.insertId
    if (n > 0 && result.insertId && result.insertId !== firstId + n) {
      throw new Error('the ids are not consecutive: somebody else writes to these tables')
    }
  }
  await connection.end()
  return firstId
}
