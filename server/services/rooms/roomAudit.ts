import type { RoomPatch } from '#shared/schemas/room'
import type { Queries } from '../../database/transaction'
import { recordIfByRole } from '../audit/audit'
import type { Actor, AuditRecord } from '../audit/audit'
import type { Access, RoomRow } from '../memberships/membership'
import { ownRole } from '../memberships/right'

/** What an admin changes in a room where only the role allows it: opening one always is. */
export async function recordRoomUpdate(
  tx: Queries, actor: Actor, { room, membership }: Access, patch: RoomPatch,
): Promise<void> {
  const changed = Object.entries(patch).filter(
    ([key, value]) => value !== undefined && value !== room[key as keyof RoomPatch],
  )
  if (changed.length === 0) return
  const { visibility } = Object.fromEntries(changed) as RoomPatch
  const own = ownRole(membership)
  const ownRight = visibility !== 'open' && (own === 'owner' || (own === 'moderator' && visibility === undefined))
  const before = Object.fromEntries(changed.map(([key]) => [key, room[key as keyof RoomPatch]]))
  await recordIfByRole(tx, actor, ownRight, {
    action: 'room.updated',
    target: ['room', room.id],
    before,
    after: Object.fromEntries(changed),
  })
}

/** The deletion of a room by an admin who does not own it. */
export async function recordRoomDeletion(tx: Queries, actor: Actor, { room, membership }: Access): Promise<void> {
  await recordIfByRole(tx, actor, ownRole(membership) === 'owner', roomDeletionRecord(room))
}

export function roomDeletionRecord({ id, name, topic, visibility, memberCount, lastSeq }: RoomRow): AuditRecord {
  return { action: 'room.deleted', target: ['room', id], before: { name, topic, visibility, memberCount, lastSeq } }
}
