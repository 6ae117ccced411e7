import { and, eq, gt, or, sql } from 'drizzle-orm'
import type { LeaveRefusal } from '#shared/schemas/room'
import type { ListQuery } from '#shared/schemas/common'
import type { Member, MemberRole, Room } from '#shared/protocol/room'
import type { Profile, User } from '#shared/protocol/user'
import { limits } from '#shared/limits'
import { memberships } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { recordIfByRole } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import {
  addMembership, assertAnotherOwner, changeRoom, changeRoomAs, findMembership, peekRoom, removeMembership, reviseRoom,
} from '../memberships/membership'
import type { Access, RoomRow } from '../memberships/membership'
import { announceDeparture, depart } from './departure'
import { assertMayWrite } from '../settings/policy'
import { getProfiles, profileOf, toProfile } from '../users/profile'
import type { UserRow } from '../users/profile'
import { assertAddable, liftRoomRefusal, refuseAgain } from './refusal'
import { announceJoined, announceLeft } from './roomEvents'
import { assertWritable, isModerator, isOwner, ownRole } from '../memberships/right'
import { getRoom } from './roomList'
import { findVisible } from '../users/user'

const roleOrder = sql<number>`CAST(${memberships.role} AS UNSIGNED)`

/** Members by role (owners first) and id. */
export async function listMembers(
  roomId: number, list: Pick<ListQuery, 'limit' | 'cursor'>,
): Promise<{ members: Member[], cursor?: string }> {
  const name = `members ${roomId}`
  const [role, id] = decodeNumbers(name, list.cursor, 2) ?? []
  const after = role === undefined || id === undefined
    ? undefined
    : or(gt(roleOrder, role), and(eq(roleOrder, role), gt(memberships.userId, id)))
  const rows = await chatDatabase()
    .queries.select({ userId: memberships.userId, role: memberships.role, order: roleOrder })
    .from(memberships)
    .where(and(eq(memberships.roomId, roomId), after))
    .orderBy(memberships.role, memberships.userId).limit(list.limit + 1)
  const page = rows.slice(0, list.limit)
  const profiles = await getProfiles(page.map(row => row.userId))
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return {
    members: page.flatMap(row =>
      profiles.has(row.userId) ? [{ user: profiles.get(row.userId) as Profile, role: row.role }] : [],
    ),
    ...(last && { cursor: encodeNumbers(name, [Number(last.order), last.userId]) }),
  }
}

/**
 * Joins an `open` or `public` group; idempotent. What the caller may not enter is `not_found`. `welcomed` newcomers are
 * brought into the square in whatever state it is: archived or closed it can be read at least.
 */
export async function joinRoom(user: User, roomId: number, welcomed = false): Promise<Room> {
  if (!welcomed) await assertMayJoin(user, roomId)
  const joined = await changeRoom(roomId, async (tx, room) => {
    if (await findMembership(tx, roomId, user.id)) return undefined
    if (!welcomed && !mayEnter(user, room)) throw new AppError('not_found')
    if (!welcomed) assertWritable(room)
    await liftRoomRefusal(tx, user.id, roomId)
    return addMembership(tx, room, user.id, 'member')
  })
  const room = await getRoom(user.id, roomId)
  if (joined) announceMember(joined, profileOf(user), room)
  // Published again: the first time may have been committed without its answer reaching us.
  else announceJoined(user.id, room)
  return room
}

/**
 * Leaves a group, for good with `refuse`. The last owner cannot (`last_owner`) unless others gave them the room, which
 * then has an heir; a direct room has no way out (`conflict`).
 */
export async function leaveRoom(userId: number, roomId: number, refuse: LeaveRefusal[] = []): Promise<void> {
  const departure = await changeRoomAs(userId, roomId, async (tx, access) => {
    const { room, membership } = access
    if (room.kind !== 'group') throw new AppError('conflict')
    if (membership.role === 'owner' && !membership.roleGiven) await assertAnotherOwner(tx, roomId, userId)
    await refuseAgain(tx, access, refuse)
    return depart(tx, room, membership)
  })
  announceDeparture(userId, departure)
}

interface Change {
  added?: RoomRow
  changed?: RoomRow
  role: MemberRole
}

interface Put {
  member: Member
  added: boolean
}

interface PutOptions {
  address: string
  /** Without it only a member's role is changed, and nothing happens to who is no member. */
  mayAdd: boolean
}

export async function putMember(
  user: User, roomId: number, userId: number, role: MemberRole | undefined, options: PutOptions & { mayAdd: true },
): Promise<Put>
export async function putMember(
  user: User, roomId: number, userId: number, role: MemberRole | undefined, options: PutOptions,
): Promise<Put | undefined>
/**
 * Adds a person, or changes the role of a member: what it is depends on whether the person is in. `forbidden` with
 * `declined` when the person does not want to be added.
 */
export async function putMember(
  user: User, roomId: number, userId: number, role: MemberRole | undefined, { address, mayAdd }: PutOptions,
): Promise<Put | undefined> {
  const target = await findVisible(user, userId)
  const result = await changeRoomAs(user.id, roomId, async (tx, access): Promise<Change | undefined> => {
    const present = await findMembership(tx, roomId, userId)
    assertWritable(access.room)
    const actor = { id: user.id, address }
    if (!present && !mayAdd) return undefined
    if (!present) {
      return { added: await invite(tx, user, actor, access, target, role ?? 'member'), role: role ?? 'member' }
    }
    if (role === undefined || role === present.role) return { role: present.role }
    if (target.kind === 'guest') throw new AppError('forbidden')
    return { changed: await changeRole(tx, user, actor, access, present, role), role }
  })
  if (!result) return undefined
  const member = { user: toProfile(target), role: result.role }
  if (result.added) announceMember(result.added, member.user, await getRoom(userId, roomId), member.role)
  if (result.changed) {
    bus.publish({
      kind: 'room',
      roomId,
      events: [{ type: 'member.changed', roomId, userId, role: member.role, rev: result.changed.rev }],
    })
  }
  return { member, added: result.added !== undefined }
}

/** Removes a member: a moderator may remove members, an owner anybody but the last owner. Oneself means leaving. */
export async function removeMember(user: User, roomId: number, userId: number, address: string): Promise<void> {
  if (user.id === userId) return leaveRoom(userId, roomId)
  const left = await changeRoomAs(user.id, roomId, async (tx, { room, membership }) => {
    if (room.kind !== 'group') throw new AppError('conflict')
    if (!isModerator(user, membership)) throw new AppError('forbidden')
    const target = await findMembership(tx, roomId, userId)
    if (!target) throw new AppError('not_found')
    if (target.role !== 'member' && !isOwner(user, membership)) throw new AppError('forbidden')
    assertWritable(room)
    if (target.role === 'owner') await assertAnotherOwner(tx, roomId, userId)
    const own = ownRole(membership)
    const ownRight = own === 'owner' || (own === 'moderator' && target.role === 'member')
    await recordIfByRole(tx, { id: user.id, address }, ownRight, {
      action: 'room.member_removed',
      target: ['room', roomId],
      before: { userId, role: target.role },
    })
    return removeMembership(tx, room, userId)
  })
  announceLeft(left, userId)
}

/**
 * Publishes to the room that somebody joined, after the person's own connections are subscribed. Large
 * rooms only hear the count.
 */
export function announceMember(room: RoomRow, user: Profile, own: Room, role: MemberRole = own.role): void {
  announceJoined(user.id, own)
  if (room.memberCount > limits.quietMembers) {
    bus.publish({ kind: 'room.counted', roomId: room.id })
  }
  else {
    bus.publish({
      kind: 'room',
      roomId: room.id,
      events: [{ type: 'member.joined', roomId: room.id, user, role, rev: room.rev }],
    })
  }
}

/** Looks before the room is locked: outsiders neither lock its row nor learn from the timing whether it exists. */
async function assertMayJoin(user: User, roomId: number): Promise<void> {
  const { room, isMember } = await peekRoom(user.id, roomId)
  if (!isMember && !mayEnter(user, room)) throw new AppError('not_found')
}

function mayEnter(user: User, room: RoomRow): boolean {
  return room.kind === 'group'
    && (room.visibility === 'open' || (room.visibility === 'public' && user.kind === 'member'))
}

async function invite(
  tx: Queries, user: User, actor: Actor, { room, membership }: Access, target: UserRow, role: MemberRole,
): Promise<RoomRow> {
  if (room.kind !== 'group') throw new AppError('conflict')
  const mayInvite = isModerator(user, membership) || (room.visibility !== 'private' && user.kind === 'member')
  if (!mayInvite || (role !== 'member' && !isOwner(user, membership))) throw new AppError('forbidden')
  if (target.kind === 'guest' && (room.visibility !== 'open' || role !== 'member')) throw new AppError('forbidden')
  assertMayWrite(user.id)
  await assertAddable(tx, user, target, room.id)
  const own = ownRole(membership)
  const ownRight = own === 'owner' || (role === 'member' && (own === 'moderator' || room.visibility !== 'private'))
  await recordIfByRole(tx, actor, ownRight, {
    action: 'room.member_added',
    target: ['room', room.id],
    after: { userId: target.id, role },
  })
  return addMembership(tx, room, target.id, role, user.id)
}

async function changeRole(
  tx: Queries,
  user: User,
  actor: Actor,
  { room, membership }: Access,
  target: { userId: number, role: MemberRole },
  role: MemberRole,
): Promise<RoomRow> {
  if (room.kind !== 'group') throw new AppError('conflict')
  if (!isOwner(user, membership)) throw new AppError('forbidden')
  if (target.role === 'owner') await assertAnotherOwner(tx, room.id, target.userId)
  const change = { before: { userId: target.userId, role: target.role }, after: { userId: target.userId, role } }
  await recordIfByRole(tx, actor, ownRole(membership) === 'owner', {
    action: 'room.member_changed',
    target: ['room', room.id],
    ...change,
  })
  const roleByAdmin = user.id === target.userId && ownRole(membership) !== 'owner'
  await tx.update(memberships)
    .set({ role, roleGiven: role !== 'member' && user.id !== target.userId, roleByAdmin })
    .where(and(eq(memberships.roomId, room.id), eq(memberships.userId, target.userId)))
  return reviseRoom(tx, room)
}
