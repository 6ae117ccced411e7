import type { Room } from '#shared/protocol/room'

export const roomSections = ['square', 'favourites', 'directs', 'groups'] as const
export interface RoomSection {
  name: (typeof roomSections)[number]
  rooms: Room[]
}

/** What its reader should see before the rest. */
export const isUnread = (room: Room) => unreadOf(room) > 0 && !isQuiet(room)

/** The rooms by kind, and of each kind what is unread before the rest; otherwise in the order given. */
export function sectionsOf(rooms: Room[]): RoomSection[] {
  const byName = Object.groupBy(rooms, sectionOf)
  return roomSections.map(name => ({ name, rooms: unreadFirst(byName[name] ?? []) }))
}

export function unreadFirst(rooms: Room[]): Room[] {
  return [...rooms.filter(isUnread), ...rooms.filter(room => !isUnread(room))]
}

/** In the order that is known; what is new comes after it. */
export function keepOrder(rooms: Room[], places: Map<number, number>): Room[] {
  const place = ({ id }: Room) => places.get(id) ?? Infinity
  return rooms.toSorted((a, b) => place(a) === place(b) ? 0 : place(a) - place(b))
}

function sectionOf(room: Room): RoomSection['name'] {
  if (room.square) return 'square'
  if (room.notifications.favourite) return 'favourites'
  return room.kind === 'direct' ? 'directs' : 'groups'
}
