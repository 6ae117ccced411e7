import type { EventOf, ServerEvent } from '../../shared/protocol/event.ts'
import type { Member, Room, RoomSummary } from '../../shared/protocol/room.ts'
import type { Message } from '../../shared/protocol/message.ts'
import type { Profile } from '../../shared/protocol/user.ts'
import type { Client } from './client.ts'

/**
 * The smallest client that follows the contract: an old snapshot on which events are applied. What it shows afterwards
 * must be what a fresh snapshot shows.
 */
export class Screen {
  rooms = new Map<number, Room>()
  members = new Map<number, Map<number, Member>>()
  messages = new Map<number, Map<number, Message>>()
  readonly me: number

  constructor(me: number) {
    this.me = me
  }

  static async load(client: Client): Promise<Screen> {
    const screen = new Screen(client.id)
    for (const room of await client.rooms()) await screen.loadRoom(client, room)
    return screen
  }

  /** Puts the fresh state of one room in the place of what was known. */
  async loadRoom(client: Client, room: Room): Promise<void> {
    this.rooms.set(room.id, room)
    this.members.set(room.id, new Map((await client.members(room.id)).map(one => [one.user.id, one])))
    const messages = new Map<number, Message>()
    for (let after = 0, more = true; more;) {
      const page = (await client.get(`/api/rooms/${room.id}/messages?limit=200&after=${after}`)).body
      for (const message of page.messages) messages.set(message.seq, message)
      after += page.messages.length
      more = page.hasMore
    }
    this.messages.set(room.id, messages)
  }

  apply(event: ServerEvent): void {
    switch (event.type) {
      case 'message.created': return this.#created(event)
      case 'message.deleted': return this.#deleted(event)
      case 'room.joined': return this.#joined(event.room)
      case 'room.left': return this.#left(event.roomId)
      case 'room.updated': return this.#updated(event.room)
      case 'room.read': return this.#read(event)
      case 'room.unread': return this.#unread(event)
      case 'room.notifications': return this.#notifications(event)
      case 'member.joined': return this.#memberJoined(event)
      case 'member.left': return this.#memberLeft(event)
      case 'member.changed': return this.#memberChanged(event)
      case 'user.updated': return this.#userUpdated(event.user)
      case 'ready':
      case 'message.acked':
      case 'synced':
      case 'room.gap':
      case 'room.hidden':
      case 'room.typing':
      case 'block.changed':
      case 'presence.changed':
      case 'features.changed':
      case 'feature.guarded':
      case 'site.changed':
      case 'account.presence':
      case 'account.warned':
      case 'account.muted':
      case 'case.state':
      case 'case.changed':
      case 'case.viewers':
      case 'case.filters':
      case 'case.draft':
      case 'pong':
      case 'command.failed': return
      // A new event says here what it does to a snapshot.
      default: event satisfies never
    }
  }

  /** What two screens that show the same have in common. */
  get view(): unknown {
    return [...this.rooms.values()].filter(room => !room.hidden).sort((a, b) => a.id - b.id).map(room => ({
      ...room,
      lastMessage: room.lastMessage && shown(room.lastMessage),
      members: [...this.members.get(room.id)?.values() ?? []].sort((a, b) => a.user.id - b.user.id),
      messages: [...this.messages.get(room.id)?.values() ?? []].sort((a, b) => a.seq - b.seq).map(shown),
    }))
  }

  #created({ message }: EventOf<'message.created'>): void {
    const room = this.rooms.get(message.roomId)
    if (!room) return
    const known = this.messages.get(room.id)
    const { mentions, mentionsAll, authorId } = message
    if (authorId !== this.me && (mentions?.includes(this.me) || mentionsAll)) {
      setMentions(room, [...room.mentionSeqs ?? [], message.seq])
    }
    if (!known?.has(message.seq)) known?.set(message.seq, message)
    if (message.seq <= room.lastSeq) return
    if (message.authorId === this.me && room.readSeq === message.seq - 1) room.readSeq = message.seq
    delete room.hidden
    room.lastSeq = message.seq
    room.lastMessage = message
    room.unread = room.lastSeq - room.readSeq
  }

  #deleted({ roomId, seq, rev }: EventOf<'message.deleted'>): void {
    const room = this.rooms.get(roomId)
    if (!room) return
    const message = this.messages.get(roomId)?.get(seq)
    const gone = ({ mentions: _, mentionsAll: _all, ...one }: Message): Message =>
      ({ ...one, body: null, deletedAt: 'then' })
    setMentions(room, room.mentionSeqs?.filter(place => place !== seq))
    if (message) this.messages.get(roomId)?.set(seq, gone(message))
    if (room.lastMessage?.seq === seq) room.lastMessage = gone(room.lastMessage)
    room.rev = Math.max(room.rev, rev)
  }

  #joined(room: Room): void {
    this.rooms.set(room.id, structuredClone(room))
    this.members.set(room.id, new Map())
    this.messages.set(room.id, new Map())
  }

  #left(roomId: number): void {
    this.rooms.delete(roomId)
    this.members.delete(roomId)
    this.messages.delete(roomId)
  }

  #updated(summary: RoomSummary): void {
    const room = this.rooms.get(summary.id)
    if (room && summary.rev >= room.rev) {
      Object.assign(room, summary, { lastSeq: Math.max(room.lastSeq, summary.lastSeq) })
    }
  }

  #read({ roomId, userId, seq }: EventOf<'room.read'>): void {
    const room = this.rooms.get(roomId)
    if (!room || userId !== this.me) return
    room.readSeq = Math.max(room.readSeq, seq)
    room.unread = room.lastSeq - room.readSeq
    setMentions(room, room.mentionSeqs)
  }

  #unread({ roomId, seq, mentionSeqs }: EventOf<'room.unread'>): void {
    const room = this.rooms.get(roomId)
    if (!room) return
    room.readSeq = seq
    room.unread = room.lastSeq - room.readSeq
    setMentions(room, [...mentionSeqs ?? [], ...room.mentionSeqs ?? []])
  }

  #notifications({ roomId, notifications }: EventOf<'room.notifications'>): void {
    const room = this.rooms.get(roomId)
    if (room) room.notifications = notifications
  }

  #memberJoined({ roomId, user, role, rev }: EventOf<'member.joined'>): void {
    this.members.get(roomId)?.set(user.id, { user, role })
    this.#count(roomId, rev, 1)
  }

  #memberLeft({ roomId, userId, rev }: EventOf<'member.left'>): void {
    this.members.get(roomId)?.delete(userId)
    this.#count(roomId, rev, -1)
  }

  #memberChanged({ roomId, userId, role, rev }: EventOf<'member.changed'>): void {
    const member = this.members.get(roomId)?.get(userId)
    if (member) member.role = role
    const room = this.rooms.get(roomId)
    if (room && userId === this.me) room.role = role
    this.#count(roomId, rev, 0)
  }

  #count(roomId: number, rev: number, change: number): void {
    const room = this.rooms.get(roomId)
    if (!room || rev <= room.rev) return
    room.rev = rev
    room.memberCount += change
  }

  #userUpdated(user: Profile): void {
    for (const members of this.members.values()) {
      const member = members.get(user.id)
      if (member) member.user = user
    }
    for (const room of this.rooms.values()) if (room.peer?.id === user.id) room.peer = user
  }
}

/** Those of these places that are unread, each once. */
function setMentions(room: Room, places: number[] = []): void {
  const unread = [...new Set(places)].filter(seq => seq > room.readSeq).sort((a, b) => a - b)
  room.mentions = unread.length
  delete room.mentionSeqs
  if (unread.length > 0) room.mentionSeqs = unread
}

/** A deletion event does not say when it was; everything else of a message must agree. */
function shown({ deletedAt, ...message }: Message): unknown {
  return { ...message, deleted: deletedAt !== undefined }
}
