import type { ClientCommand, EventOf, ServerEvent, ServerEventType } from '#shared/protocol'
import { Connection } from '~/utils/connection'

type Handlers = { [T in ServerEventType]: (event: EventOf<T>) => void }
export type ConnectionNotice = 'none' | 'reconnecting' | 'polling' | 'back'

const quietMs = 2_000
const pollAfterMs = 10_000
const answersMs = 300
const backForMs = 5_000

/** The live line to the server: what comes in goes to the store it concerns. */
export const useSocketStore = defineStore('socket', () => {
  const members = useMembersStore()
  const messages = useMessagesStore()
  const outbox = useOutboxStore()
  const polling = usePollingStore()
  const presence = usePresenceStore()
  const repair = useRepairStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const site = useSiteStore()
  const typing = useTypingStore()
  const users = useUsersStore()
  const warnings = useWarningsStore()

  const live = ref(false)
  const stage = ref<ConnectionNotice>('none')
  /** Looking for news over HTTP is said only when that works. */
  const notice = computed<ConnectionNotice>(() => stage.value === 'polling' && !polling.working ? 'reconnecting' : stage.value)
  /** The server answers, over the line or without it. */
  const reachable = computed(() => live.value || notice.value === 'polling')
  /** Messages that came while the line was down. */
  const received = ref(0)
  let connection: Connection | undefined
  let timers: ReturnType<typeof setTimeout>[] = []
  let doubt: ReturnType<typeof setTimeout> | undefined
  let before: number | undefined
  let greeted = false
  /** Which line this is, counted. */
  let line = 0
  let returning = false

  const total = () => rooms.list.reduce((sum, room) => sum + room.lastSeq, 0)
  const send = (command: ClientCommand) => live.value && connection ? connection.send(command) : false
  const currentLine = () => line

  function start() {
    connection?.stop()
    connection = new Connection({ receive: events => events.forEach(dispatch), lost, doubted, heard, ended: () => void session.ended() })
    missing()
    connection.start()
  }

  function stop() {
    connection?.stop()
    connection = undefined
    live.value = false
    greeted = false
    stage.value = 'none'
    polling.stop()
    clearTimeout(doubt)
    schedule()
  }

  /** Says nothing of a short break, is calm about a longer one, and asks over HTTP when it lasts. */
  function missing() {
    before ??= total()
    returning = false
    if (stage.value === 'back') stage.value = 'none'
    schedule([quietMs, sayReconnecting], [pollAfterMs, () => {
      stage.value = 'polling'
      polling.start()
    }])
  }

  function sayReconnecting() {
    if (stage.value === 'none') stage.value = 'reconnecting'
  }

  /** A line that answers nothing is said to be lost as soon as one that has closed. */
  function doubted() {
    clearTimeout(doubt)
    doubt = setTimeout(sayReconnecting, quietMs)
  }

  function heard() {
    clearTimeout(doubt)
    if (live.value && stage.value === 'reconnecting') stage.value = 'none'
  }

  function schedule(...tasks: [number, () => void][]) {
    timers.forEach(clearTimeout)
    timers = tasks.map(([ms, task]) => setTimeout(task, ms))
  }

  function lost() {
    const was = live.value
    live.value = false
    if (was) missing()
  }

  async function ready({ user }: EventOf<'ready'>) {
    // Somebody else logged in with this browser: nothing of this screen is theirs, and nothing on it may be sent as them.
    if (session.user && session.user.id !== user.id) {
      stop()
      return void session.ended()
    }
    connection?.settled()
    clearTimeout(doubt)
    line++
    live.value = true
    polling.stop()
    schedule()
    session.become(user)
    presence.restart()
    if (greeted) await reloadRooms()
    greeted = true
    if (live.value) repair.restart()
    if (rooms.order.length === 0) back()
  }

  async function reloadRooms() {
    try {
      await rooms.load()
    }
    catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  /** A message of our own is not one that was received. */
  function ownStored() {
    if (before !== undefined) before++
  }

  /** What was missed is known: the waiting messages go out, and once their answers had time to come the rest is what was received. */
  function back() {
    if (before === undefined || returning) return
    returning = true
    outbox.resume()
    schedule([answersMs, welcome])
  }

  function welcome() {
    received.value = Math.max(0, total() - (before ?? total()))
    before = undefined
    returning = false
    if (stage.value === 'none') return
    stage.value = 'back'
    schedule([backForMs, () => {
      stage.value = 'none'
    }])
  }

  const handlers = {
    'ready': event => void ready(event),
    'message.acked': event => outbox.acked(event),
    'message.created': ({ message, user }) => {
      if (user) users.receive(user)
      else void users.meet(message.authorId)
      if (!rooms.byId[message.roomId]) repair.refetch(message.roomId)
      rooms.receiveMessage(message, message.authorId === session.user?.id)
      messages.receive(message)
      typing.stopped(message.roomId, message.authorId)
    },
    'message.deleted': ({ roomId, seq, rev }) => {
      repair.advance(roomId, rev)
      messages.receiveDeletion(roomId, seq)
      rooms.receiveDeletion(roomId, seq)
    },
    'synced': (event) => {
      repair.synced(event.rooms)
      back()
    },
    'room.gap': ({ roomId }) => messages.byRoom[roomId] ? repair.fill(roomId) : repair.refetch(roomId),
    'room.joined': ({ room }) => rooms.receive(room),
    'room.left': ({ roomId }) => repair.forget(roomId),
    'room.hidden': ({ roomId }) => rooms.receiveHidden(roomId),
    'room.updated': ({ room }) => {
      rooms.receiveSummary(room)
      repair.advance(room.id, room.rev)
    },
    'room.read': ({ roomId, userId, seq }) => {
      if (userId === session.user?.id) rooms.receiveRead(roomId, seq)
    },
    'room.typing': ({ roomId, userId }) => {
      void users.meet(userId)
      typing.started(roomId, userId)
    },
    'member.joined': ({ roomId, user, role, rev }) => {
      if (repair.advance(roomId, rev)) rooms.count(roomId, 1)
      members.joined(roomId, user, role)
    },
    'member.left': ({ roomId, userId, rev }) => {
      if (repair.advance(roomId, rev)) rooms.count(roomId, -1)
      members.left(roomId, userId)
      typing.stopped(roomId, userId)
    },
    'member.changed': ({ roomId, userId, role, rev }) => {
      repair.advance(roomId, rev)
      members.set(roomId, userId, role)
      if (userId === session.user?.id) rooms.receiveRole(roomId, role)
    },
    'user.updated': ({ user }) => {
      users.receive(user)
      session.receive(user)
    },
    'presence.changed': ({ userId, status }) => presence.receive(userId, status),
    // Nothing is switched by features yet.
    'features.changed': () => {},
    'site.changed': event => site.receive(event.site),
    'account.warned': event => warnings.receive(event.warning),
    'account.muted': event => session.receiveMute(event.mutedUntil),
    'pong': () => {},
    'command.failed': ({ clientId, code, detail, retryAfter }) => {
      if (detail === 'muted' && retryAfter) session.receiveMute(new Date(Date.now() + retryAfter * 1_000).toISOString())
      if (clientId) outbox.failed(clientId, code, retryAfter)
    },
  } satisfies Handlers

  /** A newer server may say what this client does not know; that is ignored. */
  function dispatch(event: ServerEvent) {
    const handler = handlers[event.type] as ((event: ServerEvent) => void) | undefined
    if (connection) handler?.(event)
  }

  return { live, notice, reachable, received, start, stop, send, currentLine, ownStored }
})
