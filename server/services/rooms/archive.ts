import { eq } from 'drizzle-orm'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'

const freshMs = 1000
const most = 10_000

const known = new Map<number, { archived: Promise<boolean>, until: number }>()

/**
 * Whether a room is archived, as of up to a second ago: for what is worth no query of its own, however many people do
 * it. A room that is gone is archived.
 */
export function isArchived(roomId: number): Promise<boolean> {
  const now = performance.now()
  const fresh = known.get(roomId)
  if (fresh && fresh.until > now) return fresh.archived
  if (known.size >= most) known.clear()
  const archived = findArchived(roomId)
  known.set(roomId, { archived, until: now + freshMs })
  archived.catch(() => known.delete(roomId))
  return archived
}

async function findArchived(roomId: number): Promise<boolean> {
  const [room] = await chatDatabase().queries.select({ archivedAt: rooms.archivedAt }).from(rooms)
    .where(eq(rooms.id, roomId))
  return room?.archivedAt !== null
}
