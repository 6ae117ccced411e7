import { and, asc, eq, gt, isNotNull, like } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { foldName } from '#shared/fold'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { escapeLike } from '../lists/cursor'
import { cutToBytes } from '../users/name'

const keyBytes = 640
const atOnce = 500

/** A room's name as it is searched for, cut to its column. */
export function roomNameKey(name: string): string {
  return cutToBytes(foldName(name), keyBytes)
}

/** Rooms whose name has every word of the query, wherever. */
export function hasWordsOf(query: string): SQL | undefined {
  return and(...foldName(query).split(' ').map(word => like(rooms.nameKey, `%${escapeLike(word)}%`)))
}

/** Folds names anew that were folded otherwise. */
export async function refoldRoomNames(): Promise<void> {
  const { queries } = chatDatabase()
  for (let after = 0; ;) {
    const rows = await queries.select({ id: rooms.id, name: rooms.name, nameKey: rooms.nameKey }).from(rooms)
      .where(and(gt(rooms.id, after), eq(rooms.kind, 'group'), isNotNull(rooms.name)))
      .orderBy(asc(rooms.id)).limit(atOnce)
    for (const { id, name, nameKey } of rows) {
      const folded = roomNameKey(name ?? '')
      // The driver gives binary columns as buffers.
      if (folded !== String(nameKey)) await queries.update(rooms).set({ nameKey: folded }).where(eq(rooms.id, id))
    }
    const last = rows.at(-1)
    if (!last || rows.length < atOnce) return
    after = last.id
  }
}
