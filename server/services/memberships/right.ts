import type { User } from '#shared/protocol/user'
import { AppError } from '../../core/errors'
import type { MembershipRow, RoomRow } from './membership'

/** Admins have the rights of an owner in the rooms they are in. */
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

/** The role that people of the room gave: what an admin took by the right of an admin does not count. */
export function ownRole({ role, roleByAdmin }: MembershipRow): MembershipRow['role'] {
  return roleByAdmin ? 'member' : role
}
