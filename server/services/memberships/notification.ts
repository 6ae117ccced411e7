import type { RoomNotifications } from '#shared/protocol/room'
import type { MembershipRow } from './membership'

/** What a member has chosen, as they see it; a mute that is over is none. */
export function notificationsOf(
  { notification: level, mutedUntil, favourite }: Pick<MembershipRow, 'notification' | 'mutedUntil' | 'favourite'>,
): RoomNotifications {
  return {
    level,
    ...(isMuted({ mutedUntil }) && mutedUntil && { mutedUntil: mutedUntil.toISOString() }),
    ...(favourite && { favourite: true as const }),
  }
}

export function isMuted({ mutedUntil }: Pick<MembershipRow, 'mutedUntil'>): boolean {
  return mutedUntil !== null && mutedUntil > new Date()
}
