import type { EventOf, Message } from '#shared/protocol'
import type { ApiErrorCode } from '~/utils/api'
import { retryAfterMs } from '~/utils/backoff'
import { OutboxDatabase } from '~/utils/outboxDatabase'
import type { OutgoingMessage } from '~/utils/outgoing'
import { inOrder } from '~/utils/outgoing'
import { hasTurns } from '~/utils/turn'

/** Failures that pass: tried again until the person says otherwise. */
const passing: ApiErrorCode[] = ['offline', 'busy', 'unavailable', 'rate_limited', 'internal']
/** Without Web Locks a message of another tab is sent here only after that tab had its chance. */
const othersAfterMs = 3_000

/**
 * Messages that are not yet in their room. The browser keeps them until the server has stored them; they belong to who wrote
 * them and are shared by that person's tabs, of which one at a time sends. The list here mirrors what is kept; what the
 * browser cannot keep lives here alone.
 */
export const useOutboxStore = defineStore('outbox', () => {
  const delivery = useDeliveryStore()
  const drafts = useDraftsStore()
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const socket = useSocketStore()
  const tabs = useTabsStore()
  const database = new OutboxDatabase()
  const entries = ref<OutgoingMessage[]>([])
  const unsent = computed(() => entries.value.filter(entry => entry.state !== 'sent'))
  /** Written in this tab, or waited for long enough. */
  const ours = new Set<string>()
  /** Stored or discarded: an older reading must not bring them back. */
  const gone = new Set<string>()
  let owner: number | undefined
  let adding: Promise<void> = Promise.resolve()
  let changes = 0
  let reading: Promise<void> | undefined
  let stale = false

  const of = (clientId?: string) => entries.value.find(entry => entry.clientId === clientId)
  const queuedIn = (roomId: number) => entries.value.find(entry => entry.roomId === roomId && entry.state === 'queued')

  function changed() {
    changes++
    if (owner) tabs.tell({ type: 'outbox.changed', userId: owner })
  }

  /** Brings back what this person has not sent yet. */
  async function open(userId: number) {
    if (owner && owner !== userId) close()
    owner = userId
    await refresh()
  }

  /** Forgets in this tab and sends nothing more; what is kept waits for its author. */
  function close() {
    owner = undefined
    entries.value = []
    delivery.stop()
  }

  /** For good, in every tab. */
  async function purge(userId: number) {
    close()
    await database.purge(userId)
  }

  /** Resolves when the browser keeps it, or when it is clear that it does not. */
  async function add(roomId: number, { clientId, body, replyTo }: { clientId: string, body: string, replyTo?: number }) {
    const authorId = session.user?.id
    if (!authorId || of(clientId) || gone.has(clientId)) return
    owner = authorId
    ours.add(clientId)
    entries.value.push({ clientId, roomId, authorId, body, replyTo, createdAt: new Date().toISOString(), state: 'queued' })
    adding = adding.then(() => keep(clientId))
    await adding
    delivery.wake(roomId)
  }

  async function keep(clientId: string) {
    const entry = of(clientId)
    // One that follows a message which is not kept is not kept either: after a reload it would overtake that one.
    if (!entry || entries.value.find(other => other.roomId === entry.roomId && other.state === 'queued' && !other.position) !== entry) return
    const position = await database.add({ ...entry })
    if (position === 'known') entries.value = entries.value.filter(other => other !== entry)
    else entry.position = position
    changed()
    if (position === 'known') await refresh()
  }

  /** Reads again what is kept, also what other tabs did with it. */
  function refresh(): Promise<void> {
    stale = true
    reading ??= read()
    return reading
  }

  async function read() {
    while (stale && owner) {
      stale = false
      const [userId, before] = [owner, changes]
      const kept = await database.all(userId)
      if (before !== changes) stale = true
      else if (kept && userId === owner) mirror(kept)
    }
    reading = undefined
  }

  function mirror(kept: OutgoingMessage[]) {
    const isStored = ({ roomId, clientId }: OutgoingMessage) => messages.byRoom[roomId]?.messages.some(message => message.clientId === clientId)
    forget(kept.filter(isStored).map(({ clientId }) => clientId))
    const known = new Map(entries.value.map(entry => [entry.clientId, entry]))
    const here = kept.filter(({ clientId }) => !gone.has(clientId)).map(entry => merge(entry, known.get(entry.clientId)))
    here.forEach(({ clientId }) => known.delete(clientId))
    const others = [...known.values()]
    entries.value = inOrder([...here, ...others.filter(isOnlyHere)])
    others.filter(entry => !isOnlyHere(entry)).forEach(({ clientId }) => delivery.land(clientId))
    wakeAll()
  }

  const isOnlyHere = ({ state, position }: OutgoingMessage) => state === 'sent' || !position

  function adopt(kept: OutgoingMessage): OutgoingMessage {
    const known = of(kept.clientId)
    const entry = merge(kept, known)
    if (!known) entries.value = inOrder([...entries.value, entry])
    return entry
  }

  function merge(kept: OutgoingMessage, known?: OutgoingMessage): OutgoingMessage {
    if (known?.state === 'sent') return known
    if (known) return Object.assign(known, { position: kept.position, state: kept.state, code: kept.code ?? (known.state === 'queued' ? known.code : undefined) })
    drafts.taken(kept.roomId, kept.clientId)
    if (!hasTurns()) setTimeout(() => trust(kept), othersAfterMs)
    return reactive(kept)
  }

  function trust({ clientId, roomId }: OutgoingMessage) {
    ours.add(clientId)
    delivery.wake(roomId)
  }

  const roomIds = () => [...new Set(unsent.value.filter(entry => entry.state === 'queued').map(entry => entry.roomId))]
  const wakeAll = () => roomIds().forEach(delivery.wake)
  const resume = () => delivery.resume(roomIds())

  /** The message whose turn it is in a room; asked with the turn taken, so what is kept is what no other tab has sent yet. */
  async function next(roomId: number): Promise<OutgoingMessage | undefined> {
    const userId = owner
    if (!userId || session.user?.id !== userId) return undefined
    const kept = await database.first(userId, roomId, gone)
    if (userId !== owner) return undefined
    const waiting = queuedIn(roomId)
    // Kept, but not by us: our reading was older.
    if (kept === null && waiting?.position) void refresh()
    const entry = kept ? adopt(kept) : waiting
    if (!entry || entry.state !== 'queued' || (kept === null && entry.position)) return undefined
    return hasTurns() || ours.has(entry.clientId) ? entry : undefined
  }

  function acked({ clientId, roomId, seq, createdAt }: EventOf<'message.acked'>) {
    const entry = of(clientId)
    if (!entry) return delivery.land(clientId)
    const { authorId, body, replyTo } = entry
    stored({ roomId, seq, authorId, clientId, body, replyTo, createdAt })
  }

  function stored(message: Message) {
    place(message)
    tabs.tell({ type: 'message.stored', message })
    void release([message.clientId])
  }

  /** Another tab heard that the server has it. */
  function storedElsewhere(message: Message) {
    place(message)
    delivery.land(message.clientId)
  }

  function place(message: Message) {
    const entry = of(message.clientId)
    gone.add(message.clientId)
    if (entry?.state === 'queued') socket.ownStored()
    if (entry) Object.assign(entry, { state: 'sent', code: undefined })
    rooms.receiveMessage(message, true)
    messages.receive(message)
  }

  /** The turn is given back when the message is out of what the other tabs read, not before. */
  async function release(clientIds: string[]) {
    clientIds.forEach(clientId => gone.add(clientId))
    await database.remove(clientIds)
    clientIds.forEach(clientId => delivery.land(clientId))
    changed()
  }

  function failed(clientId: string, code: ApiErrorCode, retryAfter?: number) {
    const entry = of(clientId)
    if (!entry || entry.state !== 'queued') return delivery.land(clientId)
    if (code === 'unauthenticated') return void session.ended()
    entry.code = code
    if (passing.includes(code)) tabs.tell({ type: 'message.waits', userId: entry.authorId, clientId, code })
    if (passing.includes(code)) return delivery.land(clientId, { kind: 'later', afterMs: retryAfter === undefined ? undefined : retryAfterMs(retryAfter) })
    entry.state = 'failed'
    void update(entry)
  }

  /** Another tab tried, and says why it did not get through. */
  function waits(clientId: string, code: ApiErrorCode) {
    const entry = of(clientId)
    if (entry?.state === 'queued') entry.code = code
  }

  async function update(entry: OutgoingMessage) {
    changes++
    await database.change({ ...entry })
    delivery.land(entry.clientId)
    changed()
    delivery.wake(entry.roomId)
  }

  function retry(clientId: string) {
    const entry = of(clientId)
    if (!entry) return
    ours.add(clientId)
    Object.assign(entry, { state: 'queued', code: undefined })
    void update(entry)
  }

  const discard = (clientId: string) => forget([clientId])

  function forget(clientIds: string[]) {
    if (!clientIds.length) return
    entries.value = entries.value.filter(entry => !clientIds.includes(entry.clientId))
    void release(clientIds)
  }

  /** These are in their room's list now. */
  function settle(clientIds: string[]) {
    const settled = new Set(clientIds)
    const here = entries.value.filter(entry => settled.has(entry.clientId))
    here.filter(entry => entry.state === 'queued').forEach(socket.ownStored)
    forget(here.filter(entry => entry.state !== 'sent').map(entry => entry.clientId))
    if (here.length) entries.value = entries.value.filter(entry => !settled.has(entry.clientId))
  }

  return { entries, unsent, open, close, purge, add, refresh, next, stored, storedElsewhere, acked, failed, waits, retry, discard, settle, resume }
})
