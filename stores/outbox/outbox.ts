import { useSessionStore } from '~/stores/account/session'
import { useDraftsStore } from '~/stores/outbox/drafts'
import { useMessagesStore } from '~/stores/message/messages'
import { useDeliveryStore } from '~/stores/outbox/delivery'
import { useOutboxEntriesStore } from '~/stores/outbox/entries'
import type { ApiErrorCode } from '~/utils/api'
import type { OutgoingMessage } from '~/utils/outgoing'
import { inOrder } from '~/utils/outgoing'
import { hasTabLocks } from '~/utils/tabLock'

type Written = Pick<OutgoingMessage, 'clientId' | 'body' | 'replyTo'>

/** Without Web Locks a message of another tab is sent here only after that tab had its chance. */
const othersAfterMs = 3_000

/**
 * Messages that are not yet in their room. The browser keeps them until the server has stored them; they belong to who
 * wrote them and are shared by that person's tabs, of which one at a time sends. The list here mirrors what is kept;
 * what the browser cannot keep lives here alone.
 */
export const useOutboxStore = defineStore('outbox', () => {
  const delivery = useDeliveryStore()
  const drafts = useDraftsStore()
  const list = useOutboxEntriesStore()
  const messages = useMessagesStore()
  const session = useSessionStore()
  const entries = computed(() => list.all)
  const unsent = computed(() => list.unsent)
  /** Written in this tab, or waited for long enough. */
  const ours = new Set<string>()
  let adding: Promise<void> = Promise.resolve()
  let reading: Promise<void> | undefined
  let stale = false

  session.whenOver({ close, purge })

  /** Brings back what this person has not sent yet. */
  async function open(userId: number) {
    if (list.owner && list.owner !== userId) close()
    list.owner = userId
    await refresh()
  }

  /** Forgets in this tab and sends nothing more; what is kept waits for its author. */
  function close() {
    list.owner = undefined
    list.all = []
    delivery.stop()
  }

  /** For good, in every tab. */
  async function purge(userId: number) {
    close()
    await list.database.purge(userId)
  }

  /** Resolves when the browser keeps it, or when it is clear that it does not. */
  async function add(roomId: number, { clientId, body, replyTo }: Written) {
    const authorId = session.user?.id
    if (!authorId || list.of(clientId) || list.gone.has(clientId)) return
    list.owner = authorId
    ours.add(clientId)
    list.all.push({ clientId, roomId, authorId, body, replyTo, createdAt: new Date().toISOString(), state: 'queued' })
    adding = adding.then(() => keep(clientId))
    await adding
    delivery.wake(roomId)
  }

  const firstUnkept = (roomId: number) =>
    list.all.find(entry => entry.roomId === roomId && entry.state === 'queued' && !entry.position)

  async function keep(clientId: string) {
    const entry = list.of(clientId)
    // One that follows a message which is not kept is not kept either: after a reload it would overtake that one.
    if (!entry || firstUnkept(entry.roomId) !== entry) return
    const position = await list.database.add({ ...entry })
    if (position === 'known') list.all = list.all.filter(other => other !== entry)
    else entry.position = position
    list.changed()
    if (position === 'known') await refresh()
  }

  /** Reads again what is kept, also what other tabs did with it. */
  function refresh(): Promise<void> {
    stale = true
    reading ??= read()
    return reading
  }

  async function read() {
    while (stale && list.owner) {
      stale = false
      const [userId, before] = [list.owner, list.currentRevision()]
      const kept = await list.database.all(userId)
      if (before !== list.currentRevision()) stale = true
      else if (kept && userId === list.owner) mirror(kept)
    }
    reading = undefined
  }

  function mirror(kept: OutgoingMessage[]) {
    list.forget(kept.filter(({ roomId, clientId }) => messages.has(roomId, clientId)).map(({ clientId }) => clientId))
    const known = new Map(list.all.map(entry => [entry.clientId, entry]))
    const here = kept
      .filter(({ clientId }) => !list.gone.has(clientId))
      .map(entry => merge(entry, known.get(entry.clientId)))
    here.forEach(({ clientId }) => known.delete(clientId))
    const others = [...known.values()]
    list.all = inOrder([...here, ...others.filter(isOnlyHere)])
    others.filter(entry => !isOnlyHere(entry)).forEach(({ clientId }) => delivery.settle(clientId))
    roomIds().forEach(delivery.wake)
  }

  const isOnlyHere = ({ state, position }: OutgoingMessage) => state === 'sent' || !position

  function adopt(kept: OutgoingMessage): OutgoingMessage {
    const known = list.of(kept.clientId)
    const entry = merge(kept, known)
    if (!known) list.all = inOrder([...list.all, entry])
    return entry
  }

  function merge(kept: OutgoingMessage, known?: OutgoingMessage): OutgoingMessage {
    if (known?.state === 'sent') return known
    if (known) {
      const code = kept.code ?? (known.state === 'queued' ? known.code : undefined)
      return Object.assign(known, { position: kept.position, state: kept.state, code })
    }
    drafts.taken(kept.roomId, kept.clientId)
    if (!hasTabLocks()) setTimeout(() => trust(kept), othersAfterMs)
    return reactive(kept)
  }

  function trust({ clientId, roomId }: OutgoingMessage) {
    ours.add(clientId)
    delivery.wake(roomId)
  }

  const roomIds = () => [...new Set(unsent.value.filter(entry => entry.state === 'queued').map(entry => entry.roomId))]
  const resume = () => delivery.resume(roomIds())
  const storedHere = () => list.storedHere()

  /** What is next in a room; asked under the tab lock, so what is kept is what no other tab has sent yet. */
  async function next(roomId: number): Promise<OutgoingMessage | undefined> {
    const userId = list.owner
    if (!userId || session.user?.id !== userId) return undefined
    const kept = await list.database.first(userId, roomId, list.gone)
    if (userId !== list.owner) return undefined
    const waiting = list.queuedIn(roomId)
    // Kept, but not by us: our reading was older.
    if (kept === null && waiting?.position) void refresh()
    const entry = kept ? adopt(kept) : waiting
    if (!entry || entry.state !== 'queued' || (kept === null && entry.position)) return undefined
    return hasTabLocks() || ours.has(entry.clientId) ? entry : undefined
  }

  /** Another tab tried, and says why it did not get through. */
  function waits(clientId: string, code: ApiErrorCode) {
    const entry = list.of(clientId)
    if (entry?.state === 'queued') entry.code = code
  }

  function retry(clientId: string) {
    const entry = list.of(clientId)
    if (!entry) return
    ours.add(clientId)
    Object.assign(entry, { state: 'queued', code: undefined })
    void list.update(entry)
  }

  const discard = (clientId: string) => list.forget([clientId])

  return { entries, unsent, open, close, purge, add, refresh, next, waits, retry, discard, resume, storedHere }
})
