import { useTabsStore } from '~/stores/connection/tabs'
import { useDeliveryStore } from '~/stores/outbox/delivery'
import { OutboxDatabase } from '~/utils/outboxDatabase'
import type { OutgoingMessage } from '~/utils/outgoing'

/** The messages of the outbox, here and in the browser's database: what is there, and what leaves it. */
export const useOutboxEntriesStore = defineStore('outboxEntries', () => {
  const delivery = useDeliveryStore()
  const tabs = useTabsStore()
  const database = markRaw(new OutboxDatabase())
  const all = ref<OutgoingMessage[]>([])
  const unsent = computed(() => all.value.filter(entry => entry.state !== 'sent'))
  /** Whose outbox is open. */
  const owner = ref<number>()
  /** Stored or discarded: an older reading must not bring them back. */
  const gone = markRaw(new Set<string>())
  /** Grows with every change; a reading that began before one is older than it. */
  let revision = 0
  let stored = 0

  const of = (clientId?: string) => all.value.find(entry => entry.clientId === clientId)
  const queuedIn = (roomId: number) => all.value.find(entry => entry.roomId === roomId && entry.state === 'queued')
  const currentRevision = () => revision
  /** How many messages of this outbox were stored while it was open in this tab, whoever sent them. */
  const storedHere = () => stored

  function changed() {
    revision++
    if (owner.value) tabs.post({ type: 'outbox.changed', userId: owner.value })
  }

  /** The server has it; it stays until it shows in its room's list. */
  function markStored(clientId: string) {
    const entry = of(clientId)
    gone.add(clientId)
    if (entry?.state === 'queued') stored++
    if (entry) Object.assign(entry, { state: 'sent', code: undefined })
  }

  /** The tab lock is given back when the message is out of what the other tabs read, not before. */
  async function release(clientIds: string[]) {
    clientIds.forEach(clientId => gone.add(clientId))
    await database.remove(clientIds)
    clientIds.forEach(clientId => delivery.settle(clientId))
    changed()
  }

  async function update(entry: OutgoingMessage) {
    revision++
    await database.change({ ...entry })
    delivery.settle(entry.clientId)
    changed()
    delivery.wake(entry.roomId)
  }

  function forget(clientIds: string[]) {
    if (!clientIds.length) return
    all.value = all.value.filter(entry => !clientIds.includes(entry.clientId))
    void release(clientIds)
  }

  /** These are in their room's list now. */
  function settle(clientIds: string[]) {
    const settled = new Set(clientIds)
    const here = all.value.filter(entry => settled.has(entry.clientId))
    stored += here.filter(entry => entry.state === 'queued').length
    forget(here.filter(entry => entry.state !== 'sent').map(entry => entry.clientId))
    if (here.length) all.value = all.value.filter(entry => !settled.has(entry.clientId))
  }

  return {
    database, all, unsent, owner, gone, of, queuedIn, currentRevision, storedHere,
    changed, markStored, release, update, forget, settle,
  }
})
