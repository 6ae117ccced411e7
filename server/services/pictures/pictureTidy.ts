import { and, inArray, isNull } from 'drizzle-orm'
import { rooms } from '../../../drizzle/chat/schema'
import { users } from '../../../drizzle/identity/schema'
import { pictureUrl } from '#shared/picture'
import { chatDatabase, identityDatabase } from '../../database/databases'
import { filesBefore, keyOf, removeFile } from '../files/file'
import type { FilePurpose, FileRow } from '../files/file'
import { storage } from '../files/storage'

/** Whoever stores a file refers to it within seconds; what nobody refers to by then was broken off. */
const unusedMs = 60 * 60 * 1000

/**
 * Deletes files that nobody refers to: their owner was deleted, or the process was, between two steps. Goes over all of
 * them, so that nothing has to be remembered about a file but that there is one.
 */
export async function tidyFiles(): Promise<void> {
  await storage().tidy(unusedMs)
  for await (const rows of filesBefore(new Date(Date.now() - unusedMs))) {
    const used = await findUsed(rows)
    for (const key of rows.map(keyOf)) if (!used.has(pictureUrl(key))) await removeFile(key)
  }
}

async function findUsed(rows: FileRow[]): Promise<Set<string | null>> {
  const ownersOf = (purpose: FilePurpose) => rows.filter(row => row.purpose === purpose).map(row => row.ownerId)
  const [people, groups] = [ownersOf('user_picture'), ownersOf('room_picture')]
  const ofPeople = await identityDatabase().queries.select({ url: users.avatarUrl }).from(users)
    .where(inArray(users.id, people.length > 0 ? people : [0]))
  const ofRooms = await chatDatabase().queries.select({ url: rooms.avatarUrl }).from(rooms)
    .where(and(inArray(rooms.id, groups.length > 0 ? groups : [0]), isNull(rooms.deletedAt)))
  return new Set([...ofPeople, ...ofRooms].map(row => row.url))
}
