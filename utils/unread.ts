import type { Room } from '#shared/protocol/room'

export function unreadOf(room: Room): number {
  return Math.max(0, room.lastSeq - room.readSeq)
}

/** Its reader does not want to hear of it now: muted, or of no message at all. */
export function isQuiet({ notifications: { level, mutedUntil } }: Room): boolean {
  return level === 'none' || (mutedUntil !== undefined && Date.parse(mutedUntil) > Date.now())
}

/** Messages that are for this reader alone: what mentions them, and all of a direct room. */
export function countedOf(room: Room): number {
  return room.kind === 'direct' ? unreadOf(room) : room.mentions
}

/** The number that the sidebar's title, and the icon of the installed app, show. */
export function countedInAll(rooms: Room[]): number {
  return rooms.reduce((sum, room) => sum + (isQuiet(room) ? 0 : countedOf(room)), 0)
}
