import { and, eq, isNull } from 'drizzle-orm'
import type { AdminRoom } from '#shared/protocol/admin/adminRoom'
import type { AdminRoomInput, AdminRoomPatch } from '#shared/schemas/admin/adminRoom'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { changeRoom } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import { roomDeletionRecord } from '../rooms/roomAudit'
import { announceChange, changeFields, removeRoom } from '../rooms/roomChange'
import { roomNameKey } from '../rooms/roomName'
import { squareKey } from '../rooms/roomSummary'

export async function getAdminRoom(id: number): Promise<AdminRoom> {
  const [row] = await chatDatabase().queries.select().from(rooms)
    .where(and(eq(rooms.id, id), eq(rooms.kind, 'group'), isNull(rooms.deletedAt)))
  if (!row) throw new AppError('not_found')
  return toAdminRoom(row)
}

/** A group that is simply there: nobody is in it yet, nobody owns it. */
export async function createAdminRoom(actor: Actor, input: AdminRoomInput): Promise<AdminRoom> {
  const now = new Date()
  const id = await transaction(chatDatabase().pool, async (tx) => {
    const [inserted] = await tx.insert(rooms)
      .values({ kind: 'group', ...input, nameKey: roomNameKey(input.name), createdAt: now, activeAt: now })
    await recordAudit(tx, 'chat', actor, { action: 'room.created', target: ['room', inserted.insertId], after: input })
    return inserted.insertId
  })
  return getAdminRoom(id)
}

/**
 * Changes a group; archived it is read-only for everybody from the commit on. Its members hear `room.updated`. Guests
 * leave one that is not open any more.
 */
export async function updateAdminRoom(actor: Actor, id: number, patch: AdminRoomPatch): Promise<AdminRoom> {
  const changed = await changeRoom(id, async (tx, room) => {
    assertGroup(room)
    // Everybody who is new comes here first.
    if (room.roomKey === squareKey && (patch.archived || (patch.visibility ?? 'open') !== 'open')) {
      throw new AppError('conflict')
    }
    const fields = fieldsOf(room, patch)
    const keys = Object.keys(fields) as (keyof RoomRow)[]
    if (keys.length === 0) return undefined
    const pick = (from: Partial<RoomRow>) => Object.fromEntries(keys.map(key => [key, from[key]]))
    const action = fields.archivedAt ? 'room.archived' : fields.archivedAt === null ? 'room.reopened' : 'room.updated'
    await recordAudit(tx, 'chat', actor, { action, target: ['room', id], before: pick(room), after: pick(fields) })
    return changeFields(tx, room, fields)
  })
  if (changed) announceChange(changed)
  return getAdminRoom(id)
}

/** Deletes a group for everybody; the square stays. */
export async function deleteAdminRoom(actor: Actor, id: number): Promise<void> {
  await changeRoom(id, async (tx, room) => {
    assertGroup(room)
    if (room.roomKey === squareKey) throw new AppError('conflict')
    await recordAudit(tx, 'chat', actor, roomDeletionRecord(room))
    await removeRoom(tx, room)
  })
  bus.publish({ kind: 'room.closed', roomId: id })
}

/** Direct rooms are not an admin's: `not_found`. */
export function assertGroup(room: RoomRow): void {
  if (room.kind !== 'group') throw new AppError('not_found')
}

function fieldsOf(room: RoomRow, { archived, ...patch }: AdminRoomPatch): Partial<RoomRow> {
  const changed = Object.entries(patch).filter(
    ([key, value]) => value !== undefined && room[key as keyof RoomRow] !== value,
  )
  return {
    ...Object.fromEntries(changed),
    ...(archived !== undefined && archived !== (room.archivedAt !== null)
      && { archivedAt: archived ? new Date() : null }),
  }
}

export function toAdminRoom(row: RoomRow): AdminRoom {
  const { id, kind, visibility, name, topic, avatarUrl, lastSeq, memberCount, isDefault } = row
  return {
    id, kind, visibility, name, topic, avatarUrl, lastSeq, memberCount, isDefault,
    isSquare: row.roomKey === squareKey,
    createdAt: row.createdAt.toISOString(),
    activeAt: row.activeAt.toISOString(),
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}
