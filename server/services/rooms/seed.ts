import { and, eq, isNotNull, ne, or, sql } from 'drizzle-orm'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { log } from '../../core/log'
import { roomNameKey } from './roomName'
import { squareKey } from './roomSummary'

const groups = [
  { name: 'Garden', topic: 'Plants, balconies and what grows on them' },
  { name: 'Kitchen', topic: 'What is cooking today' },
  { name: 'Workshop', topic: 'Things that are being made and mended' },
  { name: 'Library', topic: 'Books, films and music worth the time' },
]

/** The square is open to everybody, always: a Plaza where somebody has archived or closed it heals when it starts. */
async function healSquare(): Promise<void> {
  const { queries } = chatDatabase()
  const [healed] = await queries.update(rooms)
    .set({ archivedAt: null, deletedAt: null, visibility: 'open', rev: sql`${rooms.rev} + 1` })
    .where(and(
      eq(rooms.roomKey, squareKey),
      or(isNotNull(rooms.archivedAt), isNotNull(rooms.deletedAt), ne(rooms.visibility, 'open')),
    ))
  if (healed.affectedRows > 0) log.warn('the square was closed and is open again')
}

/** The square, and the first groups in an empty database only; called under the lock of the migrations. */
export async function seedRooms(): Promise<void> {
  const { queries } = chatDatabase()
  const [present] = await queries.select({ count: sql<number>`COUNT(*)` }).from(rooms)
  if (Number(present?.count) > 0) return healSquare()
  const now = new Date()
  const square = {
    roomKey: squareKey,
    visibility: 'open' as const,
    name: 'The square',
    topic: 'Everyone is welcome',
  }
  const rows = [square, ...groups.map(group => ({ ...group, visibility: 'public' as const }))]
  await queries.insert(rooms).values(
    rows.map(row => ({
      ...row, kind: 'group' as const, nameKey: roomNameKey(row.name), createdAt: now, activeAt: now,
    })),
  )
}
