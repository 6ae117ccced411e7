import type { z } from 'zod'
import type { reportSchema } from '#shared/schemas/report'
import type { Member, MemberRole, Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import type { RoomInput } from '#shared/schemas/room'
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

export async function addMember(user: User, roomId: number, userId: number, role: MemberRole | undefined, address: string): Promise<Member> {
  // Before the budget: 429 would tell outsiders that there is a room, and who is in it.
  await requireAccess(user.id, roomId)
  const put = () => putMember(user, roomId, userId, role, address)
  const { isMember } = await peekRoom(userId, roomId)
  const { member } = isMember ? await put() : await withinBudget('addition.user', user.id, put, result => result.added)
  return member
}

export async function startDirect(user: User, userId: number): Promise<{ room: Room, created: boolean }> {
  if (await hasDirect(user.id, userId)) return openDirect(user, userId)
  return withinBudget('direct.user', user.id, () => openDirect(user, userId), result => result.created)
}

export async function report(user: User, roomId: number, seq: number, input: z.output<typeof reportSchema>): Promise<void> {
  await withinBudget('report.user', user.id, () => reportMessage(user, roomId, seq, input), isNew => isNew)
}
