import { limits } from '#shared/limits'
import type { Room } from '#shared/protocol/room'

const facesAtMost = 3
/** Many may have the room open, and all of them hear that somebody came in. */
const againMs = { soon: 5_000, later: 60_000, spread: 15_000 }

/**
 * Who else of an open group is there, live. Of more people than a screen may look at some come unseen: in such a room
 * it is asked again now and then.
 */
export function useRoomHere(room: () => Room) {
  const here = useHereStore()
  const presence = usePresenceStore()
  const users = useUsersStore()
  const timers = createTimers()
  const { id } = room()

  const present = computed(() => here.presentIn(id))
  const count = computed(() => here.countIn(id))
  const first = computed(() => present.value.slice(0, facesAtMost))
  /** Without those whose profile is still on its way. */
  const faces = computed(() => first.value.filter(one => users.byId[one]))

  function again(ms: number) {
    timers.start('load', ms + Math.random() * againMs.spread, load)
  }

  async function load() {
    if (room().kind !== 'group') return
    // Nobody misses it: the next try comes with the next change.
    await failureOf(here.load(id))
    presence.watch('room', here.byRoom[id]?.userIds ?? [])
    if (room().memberCount > limits.presence.users) again(againMs.later)
  }

  onMounted(load)
  watch(() => room().memberCount, () => again(againMs.soon))
  watch(first, ids => ids.forEach(one => void users.meet(one)))
  onBeforeUnmount(() => {
    timers.stopAll()
    presence.watch('room', [])
  })

  return { present, faces, count }
}
