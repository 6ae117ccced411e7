import { and, eq } from 'drizzle-orm'
import type { Member, MemberRole } from '#shared/protocol/room'
import { memberships } from '../../../drizzle/chat/schema'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { assertGroup } from './adminRoom'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { announceMember } from '../rooms/member'
import { addMembership, changeRoom, findMembership, removeMembership, reviseRoom } from '../memberships/membership'
import { findUser, toProfile } from '../users/profile'
import { announceLeft } from '../rooms/roomEvents'
import { getRoom } from '../rooms/roomList'

/** Brings an account into a group, or gives a member another role. */
export async function putAdminMember(actor: Actor, roomId: number, userId: number, role: MemberRole): Promise<Member> {
  const target = await findUser(userId)
  if (!target) throw new AppError('not_found')
  const { added, changed } = await changeRoom(roomId, async (tx, room) => {
    assertGroup(room)
    if (target.kind === 'guest' && room.visibility !== 'open') throw new AppError('conflict')
    const present = await findMembership(tx, roomId, userId)
    if (present?.role === role) return {}
    if (target.kind === 'guest' && role !== 'member') throw new AppError('conflict')
    const action = present ? 'room.member_changed' : 'room.member_added'
    await recordAudit(tx, 'chat', actor, {
      action,
      target: ['room', roomId],
      ...(present && { before: { userId, role: present.role } }),
      after: { userId, role },
    })
    const given = { role, roleGiven: role !== 'member', roleByAdmin: userId === actor.id && role !== 'member' }
    const added = present ? undefined : await addMembership(tx, room, userId, role, actor.id)
    await tx.update(memberships).set(given).where(and(eq(memberships.roomId, roomId), eq(memberships.userId, userId)))
    return added ? { added } : { changed: await reviseRoom(tx, room) }
  })
  const member = { user: toProfile(target), role }
  if (added) announceMember(added, member.user, await getRoom(userId, roomId), role)
  if (changed) {
    bus.publish({ kind: 'room', roomId, events: [{ type: 'member.changed', roomId, userId, role, rev: changed.rev }] })
  }
  return member
}

/** Takes a member out of a group, owners too: a group may be without one. */
export async function removeAdminMember(actor: Actor, roomId: number, userId: number): Promise<void> {
  const left = await changeRoom(roomId, async (tx, room) => {
    assertGroup(room)
    const present = await findMembership(tx, roomId, userId)
    if (!present) throw new AppError('not_found')
    await recordAudit(tx, 'chat', actor, {
      action: 'room.member_removed',
      target: ['room', roomId],
      before: { userId, role: present.role },
    })
    return removeMembership(tx, room, userId)
  })
  announceLeft(left, userId)
}
