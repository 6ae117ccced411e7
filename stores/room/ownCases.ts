import type { CustomerCase, CustomerCaseState } from '#shared/protocol/supportCase'
import type { PublicInbox } from '#shared/protocol/supportInbox'
import type { Room } from '#shared/protocol/room'
import { useRoomsStore } from '~/stores/room/rooms'

const path = '/api/support/cases'

/** The inboxes that one may turn to, and the cases that one has opened. */
export const useOwnCasesStore = defineStore('ownCases', () => {
  const api = useApi()
  const rooms = useRoomsStore()
  const inboxes = ref<PublicInbox[]>([])
  const items = ref<CustomerCase[]>([])
  const offered = ref<boolean>()
  const loaded = ref(false)
  /** Of a room that is known here, what it says is newer than the list. */
  const list = computed(() => items.value.map(one => withRoom(one, rooms.byId[one.roomId])))
  const unread = computed(() => list.value.reduce((sum, one) => sum + (one.unread ?? 0), 0))

  async function loadInboxes() {
    inboxes.value = (await api.get<{ inboxes: PublicInbox[] }>('/api/support/directory')).inboxes
  }

  /** For the links that lead there: whether anybody can be turned to. */
  async function look() {
    if (offered.value !== undefined) return
    const { inboxes: found } = await api.get<{ inboxes: PublicInbox[] }>('/api/support/directory', { limit: 1 })
    offered.value = found.length > 0
  }

  /** The same for who is logged in, with what the team has answered. */
  async function lookInside() {
    await look()
    if (offered.value && !loaded.value) await load()
  }

  async function meetInbox(key: string) {
    const { inbox } = await api.get<{ inbox: PublicInbox }>(`/api/support/inboxes/${encodeURIComponent(key)}`)
    inboxes.value = [...inboxes.value.filter(one => one.key !== inbox.key), inbox]
  }

  async function load() {
    items.value = (await api.get<{ cases: CustomerCase[] }>(path, { view: 'own', limit: 200 })).cases
    loaded.value = true
  }

  /** With its place in the queue, which a list does not say. */
  async function refresh(id: number) {
    receive((await api.get<{ case: CustomerCase }>(`${path}/${id}`)).case)
  }

  /** The room of a new case, with its first message. */
  async function open(fields: { inbox: string, topic: string, body: string, clientId: string }): Promise<Room> {
    const { body, ...input } = fields
    const context = { page: location.href, language: navigator.language }
    const { case: opened, room } = await api.post<{ case: CustomerCase, room: Room }>(path, { ...input, context })
    await api.post(`/api/rooms/${room.id}/messages`, { clientId: input.clientId, body })
    rooms.receive(room)
    receive(opened)
    return room
  }

  async function end(id: number) {
    receive((await api.post<{ case: CustomerCase }>(`${path}/${id}/end`, {})).case)
  }

  async function rate(id: number, rating: { score: number, text: string }) {
    receive((await api.post<{ case: CustomerCase }>(`${path}/${id}/rating`, rating)).case)
  }

  function receiveState(id: number, state: CustomerCaseState) {
    const known = items.value.find(one => one.id === id)
    if (known) receive({ ...known, state })
  }

  /** How far was read, here or in another browser. */
  function receivePosition(roomId: number, seq: number) {
    items.value = items.value.map(one => one.roomId === roomId
      ? { ...one, unread: Math.max(0, (one.lastMessage?.seq ?? 0) - seq) }
      : one)
  }

  function receive(fresh: CustomerCase) {
    items.value = [fresh, ...items.value.filter(({ id }) => id !== fresh.id)]
  }

  const ofRoom = (roomId: number) => items.value.find(one => one.roomId === roomId)
  const isResolved = (roomId: number) => ofRoom(roomId)?.state === 'resolved'
  const inboxOf = (key: string) => inboxes.value.find(one => one.key === key)

  return {
    inboxes, items, offered, loaded, list, unread, loadInboxes, look, lookInside, meetInbox, load, refresh, open, end,
    rate, receiveState, receivePosition, ofRoom, isResolved, inboxOf,
  }
})

function withRoom(one: CustomerCase, room: Room | undefined): CustomerCase {
  if (!room) return one
  const lastMessage = room.lastMessage ?? one.lastMessage
  return { ...one, unread: unreadOf(room), ...(lastMessage && { lastMessage }) }
}
