import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { AppError } from '../../core/errors'
import { recordAudit, recordIfByRole } from '../audit/audit'
import type { Actor, AuditRecord } from '../audit/audit'
import { removePicture, withPicture } from '../files/picture'
import { changeRoom, changeRoomAs } from '../memberships/membership'
import type { Access, RoomRow } from '../memberships/membership'
import { assertWritable, isModerator, ownRole } from '../memberships/right'
import { announceChange, changeFields } from '../rooms/roomChange'
import type { RoomChange } from '../rooms/roomChange'
import { getRoom } from '../rooms/roomList'
import { assertMayWrite } from '../settings/policy'

interface Change {
  before: string | null
  /** Undefined where nothing changed. */
  change?: RoomChange
}

/** Owners and moderators, as for the name. A direct room shows the person. */
export function assertMayChangePicture(user: User, { room, membership }: Access): void {
  if (room.kind !== 'group') throw new AppError('conflict')
  if (user.kind !== 'member' || !isModerator(user, membership)) throw new AppError('forbidden')
  assertWritable(room)
  assertMayWrite(user.id, {})
}

/** Gives the room the picture that was uploaded; its members hear `room.updated`. */
export async function setRoomPicture(user: User, roomId: number, path: string, address: string): Promise<Room> {
  const owner = { purpose: 'room_picture' as const, ownerId: roomId, createdBy: user.id }
  await finish(await withPicture(owner, path, url => changePictureAs(user, roomId, url, address)))
  return getRoom(user.id, roomId)
}

export async function removeRoomPicture(user: User, roomId: number, address: string): Promise<Room> {
  await finish(await changePictureAs(user, roomId, null, address))
  return getRoom(user.id, roomId)
}

/** Takes the picture of a group away by the right of an admin, whether they are in it or not. */
export async function removePictureOfRoom(actor: Actor, roomId: number): Promise<void> {
  await finish(await changeRoom(roomId, async (tx, room): Promise<Change> => {
    if (room.kind !== 'group') throw new AppError('not_found')
    if (room.avatarUrl === null) return { before: null }
    await recordAudit(tx, 'chat', actor, recordOf(room, null))
    return { before: room.avatarUrl, change: await changeFields(tx, room, { avatarUrl: null }) }
  }))
}

function changePictureAs(user: User, roomId: number, avatarUrl: string | null, address: string): Promise<Change> {
  return changeRoomAs(user.id, roomId, async (tx, access): Promise<Change> => {
    assertMayChangePicture(user, access)
    const { room, membership } = access
    if (room.avatarUrl === avatarUrl) return { before: avatarUrl }
    const own = ownRole(membership) !== 'member'
    await recordIfByRole(tx, { id: user.id, address }, own, recordOf(room, avatarUrl))
    return { before: room.avatarUrl, change: await changeFields(tx, room, { avatarUrl }) }
  })
}

async function finish({ before, change }: Change): Promise<void> {
  if (!change) return
  announceChange(change)
  await removePicture(before)
}

function recordOf({ id }: RoomRow, avatarUrl: string | null): AuditRecord {
  return { action: avatarUrl === null ? 'room.picture_removed' : 'room.picture_changed', target: ['room', id] }
}
