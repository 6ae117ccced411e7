import { join } from 'node:path'
import { run } from '../lib/child.mjs'
import { root } from '../lib/paths.mjs'

/** People and groups whose letters are high, deep, wide or written from the right. */
const names = [
  'שָׁלוֹם בֶּן־דָּוִד', 'مُحَمَّدُ بْنُ مُوسَى', 'สมศักดิ์ ปิ่นเกล้า', 'ज्ञानेश्वर त्रिपाठी', '山田 太郎',
  '김민준', 'Nguyễn Thị Ánh Tuyết', 'Þórdís Ólafsdóttir', '👩‍👩‍👧‍👦 Family of four 🇵🇹', 'Àgnès Ç. Ñúñez',
  'Ђорђе Ђурђевић', 'Χρυσόστομος Παπαδόπουλος', 'Wolfeschlegelsteinhausenbergerdorff', 'ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ',
  'தமிழ்ச்செல்வன்', 'Jo',
]
// What `npm run seed:large` writes under the name of each group.
const topic = 'What is said here'
const sizes = { people: 1000, rooms: 200, messages: 10_000 }

/** The place of `seed` with 200 groups more, of which Ada is in each, 1,000 people and 10,000 messages. */
export async function enlarge(server, world) {
  const env = {
    ...process.env,
    NUXT_DATABASE_IDENTITY_URL: server.databases.identity,
    NUXT_DATABASE_CHAT_URL: server.databases.chat,
  }
  const wanted = Object.entries(sizes).flatMap(([name, count]) => [`--${name}`, String(count)])
  const { ok } = await run(process.execPath, [join(root, 'scripts', 'seed-large.mjs'), ...wanted], { live: true, env })
  if (!ok) throw new Error('the large data set could not be made')
  await rename(server)
  const { ada, rooms } = world
  await server.chat(`INSERT INTO memberships (room_id, user_id, role, read_seq, joined_at)
    SELECT id, ?, 'member', last_seq - IF(id % 5 = 0, LEAST(last_seq, id % 17), 0), UTC_TIMESTAMP(3)
    FROM rooms WHERE topic = ?`, [ada.id, topic])
  const [{ largest }] = await server.chat('SELECT MIN(id) AS largest FROM rooms WHERE topic = ?', [topic])
  await server.chat(`INSERT IGNORE INTO memberships (room_id, user_id, role, read_seq, joined_at)
    SELECT ?, user_id, 'member', 0, UTC_TIMESTAMP(3) FROM memberships m JOIN rooms r ON r.id = m.room_id
    WHERE r.topic = ? GROUP BY user_id`, [rooms.Observatory, topic])
  await server.chat(`UPDATE rooms r SET member_count = (SELECT COUNT(*) FROM memberships WHERE room_id = r.id)
    WHERE topic = ? OR id = ?`, [topic, rooms.Observatory])
  rooms.largest = largest
}

/** About one in six of the people, and sixteen of the groups, get one of the names. */
async function rename(server) {
  for (const [index, name] of names.entries()) {
    await server.identity(`UPDATE users SET display_name = ?, display_key = ?
      WHERE email LIKE '%@example.org' AND id % 97 = ?`, [name, name.toLowerCase(), index * 6])
    await server.chat(`UPDATE rooms SET name = ?, name_key = ? WHERE topic = ? AND id % 16 = ?
      ORDER BY id LIMIT 1`, [name, name.toLowerCase(), topic, index])
  }
}

/** Which views show how the place feels then. */
export const largeViews = [
  'landing', 'login', 'rooms', 'rooms-none', 'rooms-newcomer', 'rooms-find', 'rooms-people', 'rooms-guest', 'square',
  'room', 'room-largest', 'room-long-name', 'room-rtl', 'room-empty', 'direct', 'message-actions', 'message-menu',
  'details', 'person', 'person-card', 'palette', 'palette-search', 'settings', 'admin', 'admin-people', 'admin-person',
  'admin-rooms', 'admin-messages', 'admin-settings', 'admin-audit', 'admin-features', 'admin-feature',
  'admin-inboxes', 'admin-inbox', 'desk-list', 'desk-case', 'desk-figures', 'support', 'support-inbox', 'widget',
]

/** Window sizes; `zoom` is that of the browser, so the page has half as many pixels each way at 2. */
export const largeSizes = [
  [320, 568], [360, 740], [768, 1024], [1440, 900], [1920, 1080], [1440, 900, { zoom: 2 }],
  [1440, 900, { print: true }],
]
