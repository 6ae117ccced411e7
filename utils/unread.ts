import type { Room } from '#shared/protocol/room'

export function unreadOf(room: Room): number {
  return Math.max(0, room.lastSeq - room.readSeq)
}
