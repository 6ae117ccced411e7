import type { RoomVisibility } from '../../shared/protocol/room.ts'
import type { TestServer } from './server.ts'
import { unique } from './random.ts'

/**
 * Puts somebody into so many new groups, three messages unread in each, without the time that so many requests take.
 */
export async function manyRooms(
  server: TestServer,
  userId: number,
  count: number,
  visibility: RoomVisibility = 'private',
): Promise<void> {
  if (!count) return
  const mark = unique('crowd')
  const names = Array.from({ length: count }, (_, n) => `${mark} ${n}`)
  await server.chat(
    `INSERT INTO rooms (kind, visibility, name, name_key, topic, last_seq, member_count, created_at, active_at)
    VALUES ${names.map(() => '(\'group\', ?, ?, ?, \'\', 3, 1, NOW(3), NOW(3))').join()}`,
    names.flatMap(name => [visibility, name, name]),
  )
  await server.chat(
    'INSERT INTO memberships (room_id, user_id, role, read_seq, joined_at) SELECT id, ?, \'member\', 0, NOW(3) '
    + 'FROM rooms WHERE name LIKE ?',
    [userId, `${mark} %`],
  )
}
