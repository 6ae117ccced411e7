import { and, eq, isNull } from 'drizzle-orm'
import type { PictureSize } from '#shared/picture'
import { pictureUrl } from '#shared/picture'
import type { User } from '#shared/protocol/user'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { AppError } from '../../core/errors'
import { findFile } from '../files/file'
import type { FileRow } from '../files/file'
import { storage } from '../files/storage'
import { accessAmong } from '../memberships/membership'
import { getDirectoryEntry } from '../rooms/roomDirectory'
import { isInGlimpse } from '../rooms/square'
import { getProfile, getVisibleProfile } from '../users/user'

/**
 * A picture as WebP, for who may see what it is of, and only while it is in use: `not_found` for all else. A stranger
 * sees those of the landing page.
 */
export async function getPicture(
  viewer: User | undefined, { key, size }: { key: string, size: PictureSize }, hasGlimpse: boolean,
): Promise<Buffer> {
  const file = await findFile(key)
  const shown = file && await findShown(viewer, file, hasGlimpse)
  const bytes = shown === pictureUrl(key) ? await storage().read(key, `${size}.webp`) : undefined
  if (!bytes) throw new AppError('not_found')
  return bytes
}

/** The address of the picture that the owner of the file has now, if the viewer may see it. */
async function findShown(
  viewer: User | undefined, { purpose, ownerId }: FileRow, hasGlimpse: boolean,
): Promise<string | null> {
  if (purpose === 'room_picture') return viewer ? findRoomPicture(viewer, ownerId) : null
  if (viewer) return (await getVisibleProfile(viewer, ownerId)).avatarUrl
  return hasGlimpse && await isInGlimpse(ownerId) ? (await getProfile(ownerId)).avatarUrl : null
}

/** Of one's own rooms, of those in the directory, and for admins of every group. */
async function findRoomPicture(viewer: User, roomId: number): Promise<string | null> {
  const [access] = await accessAmong(viewer.id, [roomId])
  if (access) return access.room.avatarUrl
  if (viewer.role === 'admin') return findGroupPicture(roomId)
  return (await getDirectoryEntry(viewer, roomId)).avatarUrl
}

async function findGroupPicture(roomId: number): Promise<string | null> {
  const [room] = await chatDatabase().queries.select().from(rooms)
    .where(and(eq(rooms.id, roomId), eq(rooms.kind, 'group'), isNull(rooms.deletedAt)))
  return room?.avatarUrl ?? null
}
