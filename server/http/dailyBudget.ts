import type { z } from 'zod'
import type { reportSchema } from '#shared/schemas/report'
import type { Member, MemberRole, Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import type { RoomInput } from '#shared/schemas/room'
import type { AccountPatch } from '#shared/schemas/user'
import { updateAccount } from '../services/accounts/account'
import { hasDirect, openDirect } from '../services/rooms/direct'
import { putMember } from '../services/rooms/member'
import { peekRoom, requireAccess } from '../services/memberships/membership'
import { reportMessage } from '../services/moderation/report'
import { createRoom } from '../services/rooms/room'
import { withinBudget } from './rateLimit'

// What reaches others unasked has a budget a day; the routes of the API and the forms share it.

export function makeRoom(user: User, input: RoomInput, address: string): Promise<Room> {
  return withinBudget('room.user', user.id, () => createRoom(user, input, address))
}

export async function addMember(
  user: User, roomId: number, userId: number, role: MemberRole | undefined, address: string,
): Promise<Member> {
  // Before the budget: 429 would tell outsiders that there is a room, and who is in it.
  await requireAccess(user.id, roomId)
  const { isMember } = await peekRoom(userId, roomId)
  // Who was a member a moment ago may be none any more: then it is an addition, and costs one.
  const changed = isMember ? await putMember(user, roomId, userId, role, { address, mayAdd: false }) : undefined
  const add = () => putMember(user, roomId, userId, role, { address, mayAdd: true })
  const { member } = changed ?? await withinBudget('addition.user', user.id, add, ({ added }) => added)
  return member
}

export async function startDirect(user: User, userId: number): Promise<{ room: Room, created: boolean }> {
  if (await hasDirect(user.id, userId)) return openDirect(user, userId)
  return withinBudget('direct.user', user.id, () => openDirect(user, userId), result => result.created)
}

export async function report(
  user: User, roomId: number, seq: number, input: z.output<typeof reportSchema>,
): Promise<void> {
  await withinBudget('report.user', user.id, () => reportMessage(user, roomId, seq, input), isNew => isNew)
}

/** A patch that changes no name costs nothing. */
export async function rename(user: User, patch: AccountPatch): Promise<User> {
  const { username = user.username, displayName = user.displayName } = patch
  const change = () => updateAccount(user.id, patch)
  return username === user.username && displayName === user.displayName
    ? change()
    : withinBudget('rename.user', user.id, change)
}
