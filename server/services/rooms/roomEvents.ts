import { limits } from '#shared/limits'
import type { Room } from '#shared/protocol/room'
import { bus } from '../../bus/bus'
import type { RoomRow } from '../memberships/membership'
import { toSummary } from './roomSummary'

/**
 * Publishes to a room that somebody left. The person's connections are unsubscribed first: what comes
 * after is not theirs.
 */
export function announceLeft(room: RoomRow, userId: number): void {
  const roomId = room.id
  bus.publish({ kind: 'membership', roomId, userId, joined: false, rev: room.rev })
  bus.publish({ kind: 'user', userId, events: [{ type: 'room.left', roomId }] })
  if (room.kind === 'support') announceRevision(room)
  else if (room.memberCount > limits.quietMembers) bus.publish({ kind: 'room.counted', roomId })
  else bus.publish({ kind: 'room', roomId, events: [{ type: 'member.left', roomId, userId, rev: room.rev }] })
}

/** Publishes to a support room that it changed, and not by whom: no customer hears who of the team follows a case. */
export function announceRevision(room: RoomRow): void {
  bus.publish({ kind: 'room', roomId: room.id, events: [{ type: 'room.updated', room: toSummary(room) }] })
}

/** The connections of a person hear the room from now on, and all their screens show it. */
export function announceJoined(userId: number, room: Room): void {
  const peer = room.peer && { peerId: room.peer.id }
  bus.publish({ kind: 'membership', roomId: room.id, userId, joined: true, rev: room.rev, ...peer })
  bus.publish({ kind: 'user', userId, events: [{ type: 'room.joined', room }] })
}
