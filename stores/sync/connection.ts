import { usePollingStore } from '~/stores/sync/polling'
import { useSocketStore } from '~/stores/connection/socket'
import { useOutboxStore } from '~/stores/outbox/outbox'
import { useRoomsStore } from '~/stores/room/rooms'

export type ConnectionNotice = 'none' | 'connecting' | 'reconnecting' | 'polling' | 'back'

const quietMs = 2_000
const pollAfterMs = 10_000
const answersMs = 300
const backForMs = 5_000

/** How well the server can be reached, what is said about it, and what helps out while the socket is lost. */
export const useConnectionStore = defineStore('connection', () => {
  const outbox = useOutboxStore()
  const polling = usePollingStore()
  const rooms = useRoomsStore()
  const socket = useSocketStore()
  const stage = ref<ConnectionNotice>('none')
  /** Polling is said only when it works. */
  const notice = computed<ConnectionNotice>(() =>
    stage.value === 'polling' && !polling.working ? 'reconnecting' : stage.value)
  /** The server answers, over the socket or without it. */
  const reachable = computed(() => socket.live || notice.value === 'polling')
  /** Messages that came while the socket was lost. */
  const received = ref(0)
  const timers = createTimers()
  let before: number | undefined
  /** Nothing is lost that never was: the first connection of a page may be slow. */
  let connected = false
  let returning = false

  /** Counts all messages of all rooms. One of our own is not one that was received. */
  const total = () => rooms.list.reduce((sum, room) => sum + room.lastSeq, 0) - outbox.storedHere()

  socket.subscribe({ lost, doubted, heard })

  function start() {
    lost()
    socket.start()
  }

  function stop() {
    socket.stop()
    stage.value = 'none'
    polling.stop()
    timers.stopAll()
  }

  /** Says nothing of a short break, is calm about a longer one, and asks over HTTP when it lasts. */
  function lost() {
    before ??= total()
    returning = false
    if (stage.value === 'back') stage.value = 'none'
    timers.stop('back')
    timers.start('quiet', quietMs, sayLost)
    timers.start('poll', pollAfterMs, () => {
      stage.value = 'polling'
      polling.start()
    })
  }

  function sayLost() {
    if (stage.value === 'none') stage.value = connected ? 'reconnecting' : 'connecting'
  }

  /** A connection that answers nothing is said to be lost as soon as one that has closed. */
  function doubted() {
    timers.start('doubt', quietMs, sayLost)
  }

  function heard() {
    timers.stop('doubt')
    if (socket.live && stage.value === 'reconnecting') stage.value = 'none'
  }

  /** The socket works again; what was missed is still to come. */
  function restored() {
    connected = true
    polling.stop()
    timers.stopAll()
  }

  /**
   * What was missed is known: the waiting messages go out, and once their answers had time to come the rest is what
   * was received.
   */
  function caughtUp() {
    if (before === undefined || returning) return
    returning = true
    outbox.resume()
    timers.start('back', answersMs, welcome)
  }

  function welcome() {
    received.value = Math.max(0, total() - (before ?? total()))
    before = undefined
    returning = false
    if (stage.value === 'none') return
    if (stage.value === 'connecting' && !received.value) return void (stage.value = 'none')
    stage.value = 'back'
    timers.start('back', backForMs, () => {
      stage.value = 'none'
    })
  }

  return { notice, reachable, received, start, stop, restored, caughtUp }
})
