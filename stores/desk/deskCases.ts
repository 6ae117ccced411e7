import type { Message } from '#shared/protocol/message'
import type { Room } from '#shared/protocol/room'
import type { CasePriority, CaseState, SupportCase } from '#shared/protocol/supportCase'
import { useRoomsStore } from '~/stores/room/rooms'
import { useUsersStore } from '~/stores/user/users'

/** What an agent can change of a case. */
export interface CaseFields {
  state?: CaseState
  assigneeId?: number | null
  teamId?: number | null
  priority?: CasePriority
  labels?: string[]
  snoozedUntil?: string
}

/** The cases that this browser has heard of, each as new as any answer or event said. */
export const useDeskCasesStore = defineStore('deskCases', () => {
  const api = useApi()
  const rooms = useRoomsStore()
  const users = useUsersStore()
  const byId = ref<Record<number, SupportCase>>({})

  /** Idempotent; what is older than what is known changes nothing. */
  function receive(...cases: SupportCase[]) {
    for (const one of cases) {
      users.receive(one.customer.user, ...one.assignee ? [one.assignee] : [])
      const known = byId.value[one.id]
      if (!known || !isOlder(one, known)) byId.value[one.id] = withNotes(one, known)
    }
  }

  async function fetch(id: number): Promise<SupportCase> {
    const { case: one } = await api.get<{ case: SupportCase }>(`/api/support/cases/${id}`)
    receive(one)
    return one
  }

  /**
   * Changes a case as it was seen here. `conflict` when somebody else was faster; what they made of it is here by
   * then.
   */
  async function change(id: number, fields: CaseFields): Promise<void> {
    try {
      const version = byId.value[id]?.version
      const { case: one } = await api.patch<{ case: SupportCase }>(`/api/support/cases/${id}`, { version, ...fields })
      receive(one)
    }
    catch (error) {
      if (isCode(error, 'conflict')) await failureOf(fetch(id))
      throw error
    }
  }

  /** Its messages are heard from now on, and can be answered. */
  async function follow(id: number): Promise<void> {
    const { room } = await api.put<{ room: Room }>(`/api/support/cases/${id}/watch`)
    rooms.receive(room)
  }

  /** `conflict` for whose case it is. */
  async function unfollow(id: number): Promise<void> {
    await api.delete(`/api/support/cases/${id}/watch`)
  }

  /** For the team alone. */
  async function postNote(id: number, note: { clientId: string, body: string }): Promise<Message> {
    const { message } = await api.post<{ message: Message }>(`/api/support/cases/${id}/notes`, note)
    const known = byId.value[id]
    if (known) known.notesRoomId = message.roomId
    return message
  }

  /** Another case that belongs to this one; `conflict` for one of another inbox. */
  async function link(id: number, other: number): Promise<void> {
    receive((await api.put<{ case: SupportCase }>(`/api/support/cases/${id}/links/${other}`)).case)
  }

  async function unlink(id: number, other: number): Promise<void> {
    const { case: one } = await api.delete(`/api/support/cases/${id}/links/${other}`) as { case: SupportCase }
    receive(one)
  }

  /** In every inbox of one's own in which they have a case. */
  async function block(customer: number, blocked: boolean): Promise<void> {
    const path = `/api/support/customers/${customer}/block`
    await (blocked ? api.put(path) : api.delete(path))
    for (const one of Object.values(byId.value)) if (one.customer.user.id === customer) one.customer.blocked = blocked
  }

  /** The number of the case that a room, of its customer or of its notes, belongs to. */
  async function findByRoom(room: number): Promise<number> {
    const { cases: [one] } = await api.get<{ cases: SupportCase[] }>('/api/support/cases', { room })
    if (!one) throw new ApiError('not_found', 404)
    receive(one)
    return one.id
  }

  const ofRoom = (roomId: number) => Object.values(byId.value).find(one => one.roomId === roomId)

  /** The lists show the last message. */
  function receiveMessage(message: Message) {
    const one = ofRoom(message.roomId)
    if (one && message.seq >= (one.lastMessage?.seq ?? 0)) one.lastMessage = message
  }

  function receiveDeletion(roomId: number, seq: number) {
    const one = ofRoom(roomId)
    if (one?.lastMessage?.seq === seq) one.lastMessage = tombstoneOf(one.lastMessage)
  }

  function forget(inboxId: number) {
    byId.value = Object.fromEntries(Object.entries(byId.value).filter(([, one]) => one.inboxId !== inboxId))
  }

  return {
    byId, receive, fetch, change, follow, unfollow, postNote, link, unlink, block, findByRoom, receiveMessage,
    receiveDeletion, forget,
  }
})

/** Messages move a case without a new version. */
function isOlder(one: SupportCase, known: SupportCase): boolean {
  return one.version < known.version || (one.version === known.version && one.updatedAt < known.updatedAt)
}

/** Neither the room of the notes nor a newer message is lost to what was read a moment before. */
function withNotes(one: SupportCase, known: SupportCase | undefined): SupportCase {
  const isBehind = (known?.lastMessage?.seq ?? 0) > (one.lastMessage?.seq ?? 0)
  return {
    ...one,
    notesRoomId: one.notesRoomId ?? known?.notesRoomId ?? null,
    ...(isBehind && { lastMessage: known?.lastMessage }),
  }
}
