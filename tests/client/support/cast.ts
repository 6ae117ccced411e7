import type { Message } from '#shared/protocol/message'
import type { Profile, User } from '#shared/protocol/user'
import type { Room } from '#shared/protocol/room'
import type { SyncedRoom } from '#shared/protocol/sync'

const createdAt = '2026-01-02T03:04:05.678Z'

const person = (id: number, username: string): Profile => ({
  id, kind: 'member', role: 'user', username, avatarUrl: null, createdAt,
  displayName: `${username.charAt(0).toUpperCase()}${username.slice(1)}`,
})

/** Who uses this browser, in most tests. */
export const ada: User = { ...person(1, 'ada'), email: 'ada@example.org' }
export const grace: Profile = person(2, 'grace')
export const mallory: Profile = person(3, 'mallory')

/** A group of ada and grace, of whose messages ada has read all. */
export function roomOf(fields: Partial<Room> = {}): Room {
  return {
    id: 1, kind: 'group', visibility: 'public', name: 'Lobby', topic: '', avatarUrl: null, archived: false,
    memberCount: 2, lastSeq: 0, rev: 0, readSeq: 0, unread: 0, mentions: 0, role: 'member',
    notifications: { level: 'all' }, ...fields,
  }
}

/** What a sync says of the lobby. */
export function syncedOf(fields: Partial<SyncedRoom> = {}): SyncedRoom {
  return { id: 1, lastSeq: 0, rev: 0, readSeq: 0, unread: 0, mentions: 0, notifications: { level: 'all' }, ...fields }
}

/** Grace's message at this place of the lobby. */
export function messageOf(seq: number, fields: Partial<Message> = {}): Message {
  return { roomId: 1, seq, authorId: grace.id, clientId: clientIdOf(seq), body: `message ${seq}`, createdAt, ...fields }
}

/** `count` messages of grace, from this place on. */
export const messagesFrom = (seq: number, count: number) =>
  Array.from({ length: count }, (_, index) => messageOf(seq + index))

export const clientIdOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
