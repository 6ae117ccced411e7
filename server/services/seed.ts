import { sql } from 'drizzle-orm'
import { rooms } from '../../drizzle/chat/schema'
import { chatDatabase } from '../database/databases'
import { nameKey } from './name'
import { squareKey } from './room'

const groups = [
  { name: 'Garden', topic: 'Plants, balconies and what grows on them' },
  { name: 'Kitchen', topic: 'What is cooking today' },
  { name: 'Workshop', topic: 'Things that are being made and mended' },
  { name: 'Library', topic: 'Books, films and music worth the time' },
]

/** The square and the first groups, in an empty database only; called under the lock of the migrations. */
export async function seedRooms(): Promise<void> {
  const { queries } = chatDatabase()
  const [present] = await queries.select({ count: sql<number>`COUNT(*)` }).from(rooms)
  if (Number(present?.count) > 0) return
  const now = new Date()
  const square = { roomKey: squareKey, visibility: 'open' as const, name: 'Plaza', topic: 'The square: everyone is welcome' }
  const rows = [square, ...groups.map(group => ({ ...group, visibility: 'public' as const }))]
  await queries.insert(rooms).values(rows.map(row => ({ ...row, kind: 'group' as const, nameKey: nameKey(row.name), createdAt: now, activeAt: now })))
}
