import { randomBytes } from 'node:crypto'
import { and, asc, eq, gt, inArray, lt } from 'drizzle-orm'
import { files } from '../../../drizzle/chat/schema'
import { createBatcher } from '../../database/batcher'
import { chatDatabase } from '../../database/databases'
import { describeError, log } from '../../core/log'
import { storage } from './storage'
import type { FileParts } from './fileStorage'

export type FileRow = typeof files.$inferSelect
export type FilePurpose = FileRow['purpose']

const page = 500

/** Stores a file that nothing refers to yet. Its row is there first, so that a crash leaves nothing unknown behind. */
export async function addFile(
  owner: Pick<FileRow, 'purpose' | 'ownerId' | 'createdBy'>, parts: FileParts,
): Promise<string> {
  const key = randomBytes(16).toString('hex')
  const bytes = [...parts.values()].reduce((sum, part) => sum + part.length, 0)
  await chatDatabase().queries.insert(files).values({ ...owner, fileKey: key, bytes, createdAt: new Date() })
  try {
    await storage().store(key, parts)
  }
  catch (error) {
    await removeFile(key)
    throw error
  }
  return key
}

/** Whose file it is. Pictures of a page are asked for at once: one query for all of them. */
export const findFile = createBatcher(async (keys: string[]) => {
  const rows = await chatDatabase().queries.select().from(files).where(inArray(files.fileKey, keys))
  return new Map(rows.map(row => [keyOf(row), row]))
})

/** Deletes the bytes, then the row. What fails is left to the maintenance: nothing refers to it any more. */
export async function removeFile(key: string): Promise<void> {
  try {
    await storage().remove(key)
    await chatDatabase().queries.delete(files).where(eq(files.fileKey, key))
  }
  catch (error) {
    log.warn('a file was not deleted', describeError(error))
  }
}

export async function removeFilesOf(purpose: FilePurpose, ownerId: number): Promise<void> {
  const rows = await chatDatabase().queries.select().from(files)
    .where(and(eq(files.purpose, purpose), eq(files.ownerId, ownerId)))
  for (const row of rows) await removeFile(keyOf(row))
}

/** All files from before, in pages. */
export async function* filesBefore(time: Date): AsyncGenerator<FileRow[]> {
  for (let after = 0; ;) {
    const rows = await chatDatabase().queries.select().from(files)
      .where(and(gt(files.id, after), lt(files.createdAt, time))).orderBy(asc(files.id)).limit(page)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < page) return
    after = last.id
  }
}

/** The driver gives binary columns as buffers. */
export function keyOf({ fileKey }: FileRow): string {
  return String(fileKey)
}
