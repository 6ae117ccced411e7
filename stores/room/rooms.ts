import type { LeaveRefusal } from '#shared/schemas/room'
import type { MemberRole, Room, RoomNotifications, RoomSummary, RoomVisibility } from '#shared/protocol/room'
import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'
import type { SyncedRoom } from '#shared/protocol/sync'
import { useUsersStore } from '~/stores/user/users'

type RoomFields = { name: string, topic: string, visibility: RoomVisibility }
interface NotificationsChoice {
  level: RoomNotifications['level']
  /** Null: not muted any more; left out: as it was. */
  mutedUntil?: string | null
  favourite: boolean
}

interface RoomPage {
  rooms: Room[]
  users?: Profile[]
  cursor?: string
}

const boundedPages = 5

/** The rooms one is in, the square and then by newest activity. */
export const useRoomsStore = defineStore('rooms', () => {
  const api = useApi()
  const users = useUsersStore()
  const byId = ref<Record<number, Room>>({})
  const order = ref<number[]>([])
  const loaded = ref(false)
  /** Groups to which a link led somebody who is not in them. */
  const joinable = ref<Record<number, RoomSummary>>({})
  const list = computed(() => {
    const all = order.value.flatMap(id => byId.value[id] ?? [])
      .filter(room => !room.hidden && room.kind !== 'support')
    return [...all.filter(room => room.square), ...all.filter(room => !room.square)]
  })

  function receive(room: Room) {
    const known = byId.value[room.id]
    if (room.peer) users.receive(room.peer)
    byId.value[room.id] = known ? mergeRoom(known, room) : room
    if (!known) order.value.unshift(room.id)
  }

  function forget(roomId: number) {
    order.value = order.value.filter(id => id !== roomId)
    byId.value = Object.fromEntries(Object.entries(byId.value).filter(([id]) => Number(id) !== roomId))
  }

  /**
   * Takes the server's list; a room that was joined while it travelled stays. Answers the rooms of which more is unread
   * than was known here before it was asked for.
   */
  async function load(): Promise<Room[]> {
    const before = [...order.value]
    const readBefore = new Map(before.map(id => [id, byId.value[id]?.readSeq ?? 0]))
    const fresh: Room[] = []
    let cursor: string | undefined
    for (let page = 0; page < boundedPages; page++) {
      const answer = await api.get<RoomPage>('/api/rooms', { limit: 200, cursor })
      fresh.push(...answer.rooms)
      users.receive(...answer.users ?? [])
      cursor = answer.cursor
      if (!cursor) break
    }
    const behind = fresh.filter(({ id, readSeq }) =>
      readSeq < (readBefore.get(id) ?? 0) && byId.value[id]?.readSeq === readBefore.get(id))
    fresh.forEach(receive)
    const ids = fresh.map(room => room.id)
    // The rooms of cases are in no list: whether one is still in them says `sync`.
    const isUnlisted = ({ hidden, kind }: Room) => hidden || kind === 'support'
    const gone = cursor ? [] : before.filter(id => !ids.includes(id) && !(byId.value[id] && isUnlisted(byId.value[id])))
    gone.forEach(forget)
    order.value = [...order.value.filter(id => !ids.includes(id)), ...ids]
    loaded.value = true
    return behind
  }

  async function fetch(roomId: number) {
    const { room } = await api.get<{ room: Room }>(`/api/rooms/${roomId}`)
    receive(room)
    return room
  }

  /** A room one is in (true), or the entry of a group that one could join. `not_found` where there is neither. */
  async function meet(roomId: number): Promise<boolean> {
    try {
      await fetch(roomId)
      return true
    }
    catch (error) {
      if (!isCode(error, 'not_found')) throw error
      joinable.value[roomId] = (await api.get<{ room: RoomSummary }>(`/api/rooms/directory/${roomId}`)).room
      return false
    }
  }

  const find = async (query: string) =>
    (await api.get<{ rooms: RoomSummary[] }>('/api/rooms/directory', { query, limit: 50 })).rooms

  const keep = ({ room }: { room: Room }) => {
    receive(room)
    return room
  }
  const join = async (roomId: number) => keep(await api.put<{ room: Room }>(`/api/rooms/${roomId}/membership`))
  const create = async (fields: RoomFields) => keep(await api.post<{ room: Room }>('/api/rooms', fields))
  const edit = async (roomId: number, fields: Partial<RoomFields>) =>
    keep(await api.patch<{ room: Room }>(`/api/rooms/${roomId}`, fields))
  const setPicture = async (roomId: number, picture: Blob, signal?: AbortSignal) =>
    keep(await api.upload<{ room: Room }>(`/api/rooms/${roomId}/picture`, picture, signal))
  const removePicture = async (roomId: number) => keep(await api.delete<{ room: Room }>(`/api/rooms/${roomId}/picture`))
  const startDirect = async (userId: number) => keep(await api.post<{ room: Room }>('/api/directs', { userId }))

  /** Leaves, for good where the room or who added one may not do it again. */
  async function leave(roomId: number, refuse: LeaveRefusal[] = []) {
    await api.delete(`/api/rooms/${roomId}/membership${refuse.length ? `?refuse=${refuse.join()}` : ''}`)
    forget(roomId)
  }

  /** Puts a direct room away until its next message. */
  async function hide(roomId: number) {
    await api.put(`/api/rooms/${roomId}/hidden`)
    receiveHidden(roomId)
  }

  function receiveHidden(roomId: number) {
    const room = byId.value[roomId]
    if (room) room.hidden = true
  }

  /** Of which messages of a room one wants to be told, whether it is muted, and whether it is a favourite. */
  async function setNotifications(roomId: number, { level, mutedUntil, favourite }: NotificationsChoice) {
    await api.put(`/api/rooms/${roomId}/notifications`, { level, mutedUntil, favourite })
    const muted = mutedUntil === undefined ? byId.value[roomId]?.notifications.mutedUntil : mutedUntil
    receiveNotifications(roomId, {
      level,
      ...(muted && { mutedUntil: muted }),
      ...(favourite && { favourite: true as const }),
    })
  }

  function receiveNotifications(roomId: number, notifications: RoomNotifications) {
    const room = byId.value[roomId]
    if (room) room.notifications = notifications
  }

  async function remove(roomId: number) {
    await api.delete(`/api/rooms/${roomId}`)
    forget(roomId)
  }

  /**
   * Moves the room to the front, counts the message and whether it mentions its reader, and remembers it as the last
   * one. Idempotent.
   */
  function receiveMessage(message: Message, readerId: number | undefined, isBlocked = (_userId: number) => false) {
    const room = byId.value[message.roomId]
    if (!room) return
    if (concerns(message, readerId, isBlocked)) addMentions(room, [message.seq])
    const own = message.authorId === readerId
    if (own && room.readSeq >= message.seq - 1) room.readSeq = Math.max(room.readSeq, message.seq)
    if (message.seq <= (room.lastMessage?.seq ?? 0)) return
    room.lastMessage = message
    delete room.hidden
    room.lastSeq = Math.max(room.lastSeq, message.seq)
    order.value = [room.id, ...order.value.filter(id => id !== room.id)]
  }

  function receiveDeletion(roomId: number, seq: number) {
    const room = byId.value[roomId]
    if (!room) return
    dropMention(room, seq)
    if (room.lastMessage?.seq === seq) room.lastMessage = tombstoneOf(room.lastMessage)
  }

  function receiveSummary(summary: RoomSummary) {
    const room = byId.value[summary.id]
    if (!room || summary.rev < room.rev) return
    Object.assign(room, summary, { lastSeq: Math.max(room.lastSeq, summary.lastSeq) })
  }

  function receiveSynced(synced: SyncedRoom) {
    const room = byId.value[synced.id]
    if (!room) return
    room.lastSeq = Math.max(room.lastSeq, synced.lastSeq)
    room.readSeq = Math.max(room.readSeq, synced.readSeq)
    room.notifications = synced.notifications
    mergeMentions(room, synced)
  }

  function receiveRead(roomId: number, seq: number) {
    const room = byId.value[roomId]
    if (!room) return
    room.readSeq = Math.max(room.readSeq, seq)
    passMentions(room)
  }

  /** What comes after `seq` is unread again; `mentionSeqs` of it mention the reader. */
  function receiveUnread(roomId: number, seq: number, mentionSeqs: number[] = []) {
    const room = byId.value[roomId]
    if (!room) return
    room.readSeq = Math.min(room.readSeq, seq)
    addMentions(room, mentionSeqs)
  }

  function receiveRole(roomId: number, role: MemberRole) {
    const room = byId.value[roomId]
    if (room) room.role = role
  }

  function count(roomId: number, change: number) {
    const room = byId.value[roomId]
    if (room) room.memberCount += change
  }

  return {
    byId, order, list, loaded, joinable,
    load, fetch, meet, find, join, create, edit, setPicture, removePicture, startDirect, leave, hide,
    setNotifications, remove, forget, receive, receiveHidden, receiveNotifications, receiveMessage, receiveDeletion,
    receiveSummary, receiveSynced, receiveRead, receiveUnread, receiveRole, count,
  }
})

/** Two snapshots of one room: the newer `rev` wins, positions never move back. */
function mergeRoom(known: Room, incoming: Room): Room {
  const newer = incoming.rev >= known.rev ? incoming : known
  const isLater = (incoming.lastMessage?.seq ?? 0) >= (known.lastMessage?.seq ?? 0)
  const lastMessage = isLater ? incoming.lastMessage : known.lastMessage
  const merged = {
    ...newer,
    lastMessage,
    notifications: incoming.notifications,
    lastSeq: Math.max(known.lastSeq, incoming.lastSeq),
    readSeq: Math.max(known.readSeq, incoming.readSeq),
    mentions: known.mentions,
    mentionSeqs: known.mentionSeqs,
  }
  mergeMentions(merged, incoming)
  return merged
}
