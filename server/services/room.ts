import { and, desc, eq, inArray, isNull, like, lt, or, sql } from 'drizzle-orm'
import type { Placeholder, SQL } from 'drizzle-orm'
import { limits } from '#shared/limits'
import type { ListQuery, RoomInput, RoomPatch } from '#shared/schemas'
import type { Profile, Room, RoomSummary, User } from '#shared/protocol'
import { memberships, messages, rooms } from '../../drizzle/chat/schema'
import { chatDatabase } from '../database/databases'
import { prepared } from '../database/prepared'
import { transaction } from '../database/transaction'
import type { Queries } from '../database/transaction'
import { AppError } from '../errors'
import { bus } from '../realtime/bus'
import { recordIfByRole } from './audit'
import { decodeNumbers, encodeNumbers, escapeLike } from './list'
import { addMembership, changeRoomAs, reviseRoom } from './membership'
import type { Access, MembershipRow, RoomRow } from './membership'
import { nameKey, searchKey } from './name'
import { assertMayWrite } from './policy'
import { getProfiles } from './profile'
import { recordRoomUpdate } from './roomDeed'
import { toMessage } from './history'

export const squareKey = 'square'

interface RoomList {
  rooms: Room[]
  users: Profile[]
  cursor?: string
}

interface OwnRoom extends Access {
  last: typeof messages.$inferSelect | null
}

/** The caller's rooms, newest activity first, and who wrote their last messages. */
export async function listRooms(userId: number, list: Pick<ListQuery, 'limit' | 'cursor'>): Promise<RoomList> {
  const [activeAt, id] = decodeNumbers('rooms', list.cursor, 2) ?? []
  const rows = activeAt === undefined || id === undefined
    ? await selectFirstRooms().execute({ userId, limit: list.limit + 1 })
    : await selectRooms(chatDatabase().queries, userId, list.limit + 1, or(lt(rooms.activeAt, new Date(activeAt)), and(eq(rooms.activeAt, new Date(activeAt)), lt(rooms.id, id))))
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1)?.room : undefined
  const authors = await getProfiles(page.flatMap(row => row.last?.authorId ?? []))
  return { rooms: await toRooms(userId, page), users: [...authors.values()], ...(last && { cursor: encodeNumbers('rooms', [last.activeAt.getTime(), last.id]) }) }
}

/** One room as its member sees it, or `not_found`. */
export async function getRoom(userId: number, roomId: number): Promise<Room> {
  const own = and(eq(memberships.userId, userId), eq(memberships.roomId, roomId), isNull(rooms.deletedAt))
  const [room] = await toRooms(userId, await selectOwnRooms(chatDatabase().queries).where(own))
  if (!room) throw new AppError('not_found')
  return room
}

/** Groups that the caller could join, or is in already; the fullest first. */
export async function listDirectory(user: User, list: ListQuery): Promise<{ rooms: RoomSummary[], cursor?: string }> {
  const [members, id] = decodeNumbers('directory', list.cursor, 2) ?? []
  const after = members === undefined || id === undefined
    ? undefined
    : or(lt(rooms.memberCount, members), and(eq(rooms.memberCount, members), lt(rooms.id, id)))
  const rows = await chatDatabase().queries.select().from(rooms).where(and(
    listedFor(user), after,
    list.query ? like(rooms.nameKey, `%${escapeLike(nameKey(list.query))}%`) : undefined,
  )).orderBy(desc(rooms.memberCount), desc(rooms.id)).limit(list.limit + 1)
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return { rooms: page.map(toSummary), ...(last && { cursor: encodeNumbers('directory', [last.memberCount, last.id]) }) }
}

/** What the directory shows of one group, or `not_found` where it shows none to this person. */
export async function getDirectoryEntry(user: User, roomId: number): Promise<RoomSummary> {
  const [room] = await chatDatabase().queries.select().from(rooms).where(and(eq(rooms.id, roomId), listedFor(user)))
  if (!room) throw new AppError('not_found')
  return toSummary(room)
}

/** The one rule for what the directory shows to whom. */
function listedFor(user: User): SQL | undefined {
  return and(inArray(rooms.visibility, user.kind === 'guest' ? ['open'] : ['open', 'public']), eq(rooms.kind, 'group'), isNull(rooms.deletedAt))
}

/** A new group, owned by its author. Guests make none, `open` ones are for admins. */
export async function createRoom(user: User, input: RoomInput, address: string): Promise<Room> {
  if (user.kind !== 'member' || (input.visibility === 'open' && user.role !== 'admin')) throw new AppError('forbidden')
  assertMayWrite(user.id, { name: input.name, topic: input.topic })
  const now = new Date()
  const row = { kind: 'group' as const, ...input, nameKey: searchKey(input.name, 640), createdAt: now, activeAt: now }
  const roomId = await transaction(chatDatabase().pool, async (tx) => {
    const [inserted] = await tx.insert(rooms).values(row)
    const [room] = await tx.select().from(rooms).where(eq(rooms.id, inserted.insertId))
    if (!room) throw new AppError('internal')
    await addMembership(tx, room, user.id, 'owner')
    await recordIfByRole(tx, { id: user.id, address }, input.visibility !== 'open', { action: 'room.created', target: ['room', room.id], after: { ...input } })
    return room.id
  })
  const room = await getRoom(user.id, roomId)
  announceJoined(user.id, room)
  return room
}

/** Renames, describes or opens and closes a room. A moderator may, but the visibility is the owner's. Closing an open room sees its guests out. */
export async function updateRoom(user: User, roomId: number, patch: RoomPatch, address: string): Promise<Room> {
  const { revised, departures } = await changeRoomAs(user.id, roomId, async (tx, access) => {
    assertMayUpdate(user, access, patch)
    assertWritable(access.room)
    assertMayWrite(user.id, { name: patch.name, topic: patch.topic })
    const closes = access.room.visibility === 'open' && patch.visibility !== undefined && patch.visibility !== 'open'
    await recordRoomUpdate(tx, { id: user.id, address }, access, patch)
    const { room, departures } = closes ? await removeGuests(tx, access.room) : { room: access.room, departures: [] }
    const fields = { ...patch, ...(patch.name && { nameKey: searchKey(patch.name, 640) }) }
    return { revised: await reviseRoom(tx, room, fields), departures }
  })
  for (const { room, userId } of departures) announceLeft(room, userId)
  const room = await getRoom(user.id, roomId)
  bus.publish({ kind: 'room', roomId, events: [{ type: 'room.updated', room: toSummary(revised) }] })
  return room
}

function assertMayUpdate(user: User, { room, membership }: Access, patch: RoomPatch): void {
  if (room.kind !== 'group') throw new AppError('conflict')
  if (!isModerator(user, membership)) throw new AppError('forbidden')
  if (patch.visibility === undefined || patch.visibility === room.visibility) return
  if (!isOwner(user, membership) || (patch.visibility === 'open' && user.role !== 'admin')) throw new AppError('forbidden')
  if (room.roomKey === squareKey) throw new AppError('conflict')
}

/** The square, or `not_found` in a Plaza whose admin has none. */
export async function getSquareRow(): Promise<RoomRow> {
  const [room] = await chatDatabase().queries.select().from(rooms).where(eq(rooms.roomKey, squareKey))
  if (!room) throw new AppError('not_found')
  return room
}

/** The public side of a room for those who are in it already; undefined when it is gone. */
export async function summarizeRoom(roomId: number): Promise<RoomSummary | undefined> {
  const [room] = await chatDatabase().queries.select().from(rooms).where(and(eq(rooms.id, roomId), isNull(rooms.deletedAt)))
  return room && toSummary(room)
}

interface Departure {
  room: RoomRow
  userId: number
}

/** Guests are in `open` rooms only. Each removal is a revision of its own, as any other; written together. The room's row must be held. */
export async function removeGuests(tx: Queries, room: RoomRow): Promise<{ room: RoomRow, departures: Departure[] }> {
  const members = await tx.select({ userId: memberships.userId }).from(memberships).where(eq(memberships.roomId, room.id))
  const profiles = await getProfiles(members.map(member => member.userId))
  const guests = members.map(member => member.userId).filter(userId => profiles.get(userId)?.kind === 'guest')
  const departures = guests.map((userId, n) => ({ room: { ...room, rev: room.rev + n + 1, memberCount: room.memberCount - n - 1 }, userId }))
  const last = departures.at(-1)
  if (!last) return { room, departures }
  const { rev, memberCount } = last.room
  await tx.delete(memberships).where(and(eq(memberships.roomId, room.id), inArray(memberships.userId, guests)))
  await tx.update(rooms).set({ rev, memberCount }).where(eq(rooms.id, room.id))
  return { room: last.room, departures }
}

/** Tells a room that somebody went. The person's connections stop to hear it first: what comes after is not theirs. */
export function announceLeft(room: RoomRow, userId: number): void {
  const roomId = room.id
  bus.publish({ kind: 'membership', roomId, userId, joined: false, rev: room.rev })
  bus.publish({ kind: 'user', userId, events: [{ type: 'room.left', roomId }] })
  if (room.memberCount > limits.quietMembers) bus.publish({ kind: 'room.counted', roomId })
  else bus.publish({ kind: 'room', roomId, events: [{ type: 'member.left', roomId, userId, rev: room.rev }] })
}

/** The connections of a person hear the room from now on, and all their screens show it. */
export function announceJoined(userId: number, room: Room): void {
  bus.publish({ kind: 'membership', roomId: room.id, userId, joined: true, rev: room.rev })
  bus.publish({ kind: 'user', userId, events: [{ type: 'room.joined', room }] })
}

/** Admins look after the rooms they are in as owners do. */
export function isOwner(user: User, membership: MembershipRow): boolean {
  return membership.role === 'owner' || user.role === 'admin'
}

export function isModerator(user: User, membership: MembershipRow): boolean {
  return membership.role === 'moderator' || isOwner(user, membership)
}

/** An archived room can be read and left, nothing else. */
export function assertWritable(room: RoomRow): void {
  if (room.archivedAt) throw new AppError('forbidden', { detail: 'archived' })
}

export function toSummary(room: RoomRow): RoomSummary {
  const { id, kind, visibility, name, topic, lastSeq, rev, memberCount, archivedAt, roomKey } = room
  return { id, kind, visibility, name, topic, lastSeq, rev, memberCount, archived: archivedAt !== null, ...(roomKey === squareKey && { square: true as const }) }
}

/** Until its next message, a direct room that was put away is not in the list. */
const shown = or(isNull(memberships.hiddenSeq), lt(memberships.hiddenSeq, rooms.lastSeq))

function selectRooms(queries: Queries, userId: number | Placeholder, limit: number | Placeholder, older?: SQL) {
  return selectOwnRooms(queries).where(and(eq(memberships.userId, userId), isNull(rooms.deletedAt), shown, older))
    .orderBy(desc(rooms.activeAt), desc(rooms.id)).limit(limit)
}

const selectFirstRooms = prepared(chatDatabase, queries => selectRooms(queries, sql.placeholder('userId'), sql.placeholder('limit')).prepare())

function selectOwnRooms(queries: Queries) {
  return queries.select({ room: rooms, membership: memberships, last: messages }).from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .leftJoin(messages, and(eq(messages.roomId, rooms.id), eq(messages.seq, rooms.lastSeq)))
    .$dynamic()
}

async function toRooms(userId: number, rows: OwnRoom[]): Promise<Room[]> {
  const peers = await getProfiles(rows.flatMap(row => peerId(userId, row.room) ?? []))
  return rows.map(({ room, membership, last }) => {
    const [peer, lastMessage] = [peers.get(peerId(userId, room) ?? 0), last ? toMessage(last) : undefined]
    return {
      ...toSummary(room), readSeq: membership.readSeq, unread: Math.max(0, room.lastSeq - membership.readSeq),
      mentions: 0, role: membership.role, ...(lastMessage && { lastMessage }), ...(peer && { peer }), ...(isHidden(room, membership) && { hidden: true as const }),
    }
  })
}

function isHidden(room: RoomRow, { hiddenSeq }: MembershipRow): boolean {
  return hiddenSeq !== null && hiddenSeq >= room.lastSeq
}

function peerId(userId: number, room: RoomRow): number | undefined {
  if (room.kind !== 'direct') return undefined
  return room.roomKey?.split(':').slice(1).map(Number).find(id => id !== userId)
}
