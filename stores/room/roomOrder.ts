import { useRoomsStore } from '~/stores/room/rooms'

/**
 * In which order the rooms are shown. While somebody holds it (by the pointer or the keys, say), nothing that happens
 * moves a room: what they are about to press stays where it is.
 */
export const useRoomOrderStore = defineStore('roomOrder', () => {
  const rooms = useRoomsStore()
  const holders = new Set<string>()
  const kept = shallowRef<{ list: Map<number, number>, recent: Map<number, number> }>()

  const sections = computed(() => {
    const places = kept.value?.list
    const fresh = sectionsOf(rooms.list)
    return places ? fresh.map(section => ({ ...section, rooms: keepOrder(section.rooms, places) })) : fresh
  })
  /** As the sidebar has them, folded or not. */
  const list = computed(() => sections.value.flatMap(section => section.rooms))
  /** In one list: the square, and then what is unread, whatever it is. */
  const recent = computed(() => {
    const fresh = [...rooms.list.filter(room => room.square), ...unreadFirst(rooms.list.filter(room => !room.square))]
    return kept.value ? keepOrder(fresh, kept.value.recent) : fresh
  })

  function hold(by: string) {
    holders.add(by)
    kept.value ??= { list: placesOf(list.value), recent: placesOf(recent.value) }
  }

  function release(by: string) {
    holders.delete(by)
    if (!holders.size) kept.value = undefined
  }

  return { sections, list, recent, hold, release }
})

const placesOf = (rooms: { id: number }[]) => new Map(rooms.map(({ id }, place) => [id, place]))
