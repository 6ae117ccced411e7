import type { Message } from '#shared/protocol/message'
import type { Room } from '#shared/protocol/room'

/** True when a message of somebody else mentions this person. One to everybody does not, of whom they have blocked. */
export function concerns(
  { authorId, mentions = [], mentionsAll }: Message, userId: number | undefined, isBlocked: (userId: number) => boolean,
): boolean {
  if (userId === undefined || authorId === userId) return false
  return (mentionsAll !== undefined && !isBlocked(authorId)) || mentions.includes(userId)
}

/** Places of a room that mention the reader; those that are read, or known already, change nothing. */
export function addMentions(room: Room, seqs: number[]) {
  const known = room.mentionSeqs ?? []
  // What lies before the listed ones is counted already.
  const from = isWhole(room) ? 0 : known[0] ?? 0
  setMentions(room, [...known, ...seqs.filter(seq => seq > from)])
}

export function dropMention(room: Room, seq: number) {
  setMentions(room, room.mentionSeqs?.filter(place => place !== seq) ?? [])
}

/** The reading position has moved. */
export function passMentions(room: Room) {
  setMentions(room, room.mentionSeqs ?? [])
}

/** What a snapshot up to `lastSeq` says, and what was heard since. */
export function mergeMentions(room: Room, snapshot: Pick<Room, 'lastSeq' | 'mentions' | 'mentionSeqs'>) {
  const later = room.mentionSeqs?.filter(seq => seq > snapshot.lastSeq) ?? []
  room.mentions = snapshot.mentions
  room.mentionSeqs = snapshot.mentionSeqs
  setMentions(room, [...snapshot.mentionSeqs ?? [], ...later])
}

function setMentions(room: Room, places: number[]) {
  const listed = room.mentionSeqs ?? []
  const unread = [...new Set(places)].filter(seq => seq > room.readSeq).sort((a, b) => a - b)
  // Reading past a listed one is reading past all before it.
  const unlisted = room.readSeq >= (listed[0] ?? 0) ? 0 : room.mentions - listed.length
  room.mentions = unread.length + unlisted
  room.mentionSeqs = unread.length > 0 ? unread : undefined
}

function isWhole({ mentions, mentionSeqs = [] }: Room): boolean {
  return mentions === mentionSeqs.length
}
