import { and, count, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm'
import type { Placeholder } from 'drizzle-orm'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { createBatcher } from '../../database/batcher'
import { chatDatabase } from '../../database/databases'
import { prepared } from '../../database/prepared'
import { rootCause } from '../../core/rootCause'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { ConcurrencyLimiter } from '../../core/concurrencyLimiter'

export type RoomRow = typeof rooms.$inferSelect
export type MembershipRow = typeof memberships.$inferSelect

/** A room and the caller's right to it; there is no other way to load a room for somebody. */
export interface Access {
  room: RoomRow
  membership: MembershipRow
}

/** The room as one of its members, or `not_found`: the same for no such room and for not being in it. */
export async function requireAccess(userId: number, roomId: number): Promise<Access> {
  return oneAccess(await selectOneAccess().execute({ userId, roomId }))
}

/** Every room the person is in, as ids: what a connection hears. */
export async function roomIdsOf(userId: number): Promise<number[]> {
  return (await findMemberships(userId))?.map(row => row.roomId) ?? []
}

/** Of their rooms the direct ones in which one has blocked the other, and those of a team that has blocked them. */
export async function silentRoomIdsOf(userId: number): Promise<number[]> {
  const rows = await findMemberships(userId) ?? []
  return rows.filter(row => row.blocked || row.blocking).map(row => row.roomId)
}

/** The rooms of many people, by person. */
export async function roomIdsOfMany(userIds: number[]): Promise<Map<number, Set<number>>> {
  const found = await Promise.all(userIds.map(async userId => [userId, new Set(await roomIdsOf(userId))] as const))
  return new Map(found)
}

const findMemberships = createBatcher(async (userIds: number[]) => {
  const { roomId, userId, blocked, blocking } = memberships
  const rows = await chatDatabase().queries.select({ roomId, userId, blocked, blocking }).from(memberships)
    .where(inArray(userId, userIds))
  return Map.groupBy(rows, row => row.userId)
})

/**
 * Runs a change of a room while holding its row, so that changes of one room come one after another and each sees what
 * the one before committed. `not_found` when the room is gone, `rate_limited` when too many change it.
 */
export async function changeRoom<T>(roomId: number, work: (tx: Queries, room: RoomRow) => Promise<T>): Promise<T> {
  try {
    return await inTurn(roomId, () => transaction(chatDatabase().pool, async (tx) => {
      const [room] = await tx.select().from(rooms)
        .where(and(eq(rooms.id, roomId), isNull(rooms.deletedAt))).for('update')
      if (!room) throw new AppError('not_found')
      return work(tx, room)
    }))
  }
  catch (error) {
    // The commit may have happened without its answer: who hears the room must be looked up again.
    if (toKnownCode(error) === 'unavailable') bus.publish({ kind: 'room.uncertain', roomId })
    throw error
  }
}

/** The rooms that are being changed here, each with who waits for it. */
const limiters = new Map<number, ConcurrencyLimiter>()

/**
 * Changes of one room wait for each other in any case: here they do it without a connection, which others need. The
 * second is let in so that it is at the row's lock when the first lets go of it.
 */
async function inTurn<T>(roomId: number, work: () => Promise<T>): Promise<T> {
  const limiter = limiters.get(roomId) ?? new ConcurrencyLimiter({ concurrency: 2, maxWaitMs: 3000 })
  limiters.set(roomId, limiter)
  try {
    return await limiter.run(work)
  }
  finally {
    if (limiter.isIdle) limiters.delete(roomId)
  }
}

function toKnownCode(error: unknown): string | undefined {
  const cause = rootCause(error)
  return cause instanceof AppError ? cause.code : undefined
}

/** The members of a room, by id. */
export async function memberIdsOf(roomId: number): Promise<Set<number>> {
  const rows = await chatDatabase().queries.select({ userId: memberships.userId }).from(memberships)
    .where(eq(memberships.roomId, roomId))
  return new Set(rows.map(row => row.userId))
}

/** As `changeRoom`, for a member: the right is looked up under the lock, so that a removal before it counts. */
export async function changeRoomAs<T>(
  userId: number, roomId: number, work: (tx: Queries, access: Access) => Promise<T>,
): Promise<T> {
  // Outsiders neither lock the room's row nor learn from the timing whether it exists.
  await requireAccess(userId, roomId)
  return changeRoom(roomId, async (tx, room) => {
    const membership = await findMembership(tx, roomId, userId)
    if (!membership) throw new AppError('not_found')
    return work(tx, { room, membership })
  })
}

/** Writes `fields` and moves `rev` on by one, as every change of a room but a new message does. */
export async function reviseRoom(tx: Queries, room: RoomRow, fields: Partial<RoomRow> = {}): Promise<RoomRow> {
  const revised = { ...fields, rev: room.rev + 1 }
  await tx.update(rooms).set(revised).where(eq(rooms.id, room.id))
  return { ...room, ...revised }
}

/** A room as anybody might ask for it, with whether they are in it; not to be shown to them. */
export async function peekRoom(userId: number, roomId: number): Promise<{ room: RoomRow, isMember: boolean }> {
  const [row] = await chatDatabase().queries.select({ room: rooms, membership: memberships }).from(rooms)
    .leftJoin(memberships, and(eq(memberships.roomId, rooms.id), eq(memberships.userId, userId)))
    .where(and(eq(rooms.id, roomId), isNull(rooms.deletedAt)))
  if (!row) throw new AppError('not_found')
  return { room: row.room, isMember: row.membership !== null }
}

export async function findMembership(tx: Queries, roomId: number, userId: number): Promise<MembershipRow | undefined> {
  const [row] = await tx.select().from(memberships)
    .where(and(eq(memberships.roomId, roomId), eq(memberships.userId, userId)))
  return row
}

/**
 * Adds a member who has read everything so far, brought in by `addedBy` or come by themselves; the
 * room's row must be held.
 */
export async function addMembership(
  tx: Queries, room: RoomRow, userId: number, role: MembershipRow['role'], addedBy: number | null = null,
): Promise<RoomRow> {
  await tx.insert(memberships).values({
    roomId: room.id,
    userId,
    role,
    readSeq: room.lastSeq,
    joinedAt: new Date(),
    addedBy,
    roleGiven: addedBy !== null && role !== 'member',
  })
  return reviseRoom(tx, room, { memberCount: room.memberCount + 1 })
}

/** Removes a member; the room's row must be held. */
export async function removeMembership(tx: Queries, room: RoomRow, userId: number): Promise<RoomRow> {
  await tx.delete(memberships).where(and(eq(memberships.roomId, room.id), eq(memberships.userId, userId)))
  return reviseRoom(tx, room, { memberCount: room.memberCount - 1 })
}

/** Throws `last_owner` when nobody but this member owns the room; the room's row must be held. */
export async function assertAnotherOwner(tx: Queries, roomId: number, userId: number): Promise<void> {
  const [row] = await tx.select({ owners: count() }).from(memberships)
    .where(and(eq(memberships.roomId, roomId), eq(memberships.role, 'owner'), ne(memberships.userId, userId)))
  if (!row?.owners) throw new AppError('last_owner')
}

/**
 * Which of these rooms the person is in. Asked together with what others ask at the same time: thousands
 * may come back at once.
 */
export async function accessAmong(userId: number, roomIds: number[]): Promise<Access[]> {
  const found = await Promise.all(inGroups(roomIds).map(group => findAccess(`${userId}:${group.join()}`)))
  return found.flatMap(access => access ?? [])
}

const roomsAtOnce = 20

/** Keys of a few rooms each, so that one query never asks for more than a few thousand. */
function inGroups(roomIds: number[]): number[][] {
  return Array.from({ length: Math.ceil(roomIds.length / roomsAtOnce) }, (_, n) =>
    roomIds.slice(n * roomsAtOnce, (n + 1) * roomsAtOnce),
  )
}

const findAccess = createBatcher(async (keys: string[]) => {
  const asked = keys.map((key) => {
    const [userId = '', roomIds = ''] = key.split(':')
    return { key, userId: Number(userId), roomIds: roomIds.split(',').map(Number) }
  })
  const wanted = asked.map(({ userId, roomIds }) =>
    and(eq(memberships.userId, userId), inArray(memberships.roomId, roomIds)),
  )
  const rows = await chatDatabase().queries.select({ room: rooms, membership: memberships }).from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId)).where(and(or(...wanted), isNull(rooms.deletedAt)))
  const byUser = Map.groupBy(rows, row => row.membership.userId)
  return new Map(
    asked.map(({ key, userId, roomIds }) => [
      key,
      byUser.get(userId)?.filter(row => roomIds.includes(row.room.id)) ?? [],
    ]),
  )
}, 200)

function selectAccess(queries: Queries, userId: number | Placeholder, ...roomIds: (number | Placeholder)[]) {
  return queries.select({ room: rooms, membership: memberships }).from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(eq(memberships.userId, userId), inArray(memberships.roomId, roomIds), isNull(rooms.deletedAt)))
}

const selectOneAccess = prepared(chatDatabase, queries =>
  selectAccess(queries, sql.placeholder('userId'), sql.placeholder('roomId')).prepare(),
)

function oneAccess(found: Access[]): Access {
  const [access] = found
  if (!access) throw new AppError('not_found')
  return access
}
