import { useSessionStore } from '~/stores/account/session'
import { useHistoryStore } from '~/stores/sync/history'
import { useMessagesStore } from '~/stores/message/messages'
import { useOutboxStore } from '~/stores/outbox/outbox'
import { useRoomsStore } from '~/stores/room/rooms'

const everyMs = 3_000

/** Stands in when no socket opens: asks for the rooms and for the new messages of the open ones every 3 s. */
export const usePollingStore = defineStore('polling', () => {
  const history = useHistoryStore()
  const messages = useMessagesStore()
  const outbox = useOutboxStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const active = ref(false)
  /** The last question was answered. */
  const working = ref(false)
  /** The `rev` of each room at the last look; deletions show in the newest page. */
  const seen = new Map<number, number>()
  const timers = createTimers()

  function start() {
    if (active.value) return
    active.value = true
    void poll()
  }

  function stop() {
    active.value = false
    working.value = false
    timers.stopAll()
  }

  async function poll() {
    try {
      await rooms.load()
      for (const roomId of Object.keys(messages.byRoom).map(Number)) await look(roomId)
      if (!working.value) outbox.resume()
      working.value = true
    }
    catch (error) {
      working.value = false
      if (isCode(error, 'unauthenticated')) return void session.ended()
      if (!(error instanceof ApiError)) throw error
    }
    if (active.value) timers.start('next', everyMs, poll)
  }

  async function look(roomId: number) {
    await history.catchUp(roomId)
    const rev = rooms.byId[roomId]?.rev ?? 0
    if (rev === (seen.get(roomId) ?? messages.byRoom[roomId]?.rev)) return
    const { messages: newest } = await history.page(roomId)
    newest.forEach(history.receive)
    seen.set(roomId, rev)
  }

  return { active, working, start, stop }
})
