import type { CaseCounts, DeskView } from '#shared/protocol/supportCase'
import { useDeskInboxesStore } from '~/stores/desk/deskInboxes'

export type DeskCounts = Partial<Record<DeskView, number>>

const soonMs = 500
const everyMs = 3_000

/** How many cases each view has: of all inboxes, and of the one that the list is narrowed to. */
export const useDeskCountsStore = defineStore('deskCounts', () => {
  const api = useApi()
  const inboxes = useDeskInboxesStore()
  const all = ref<DeskCounts>({})
  /** Returned because what the server rendered is hydrated with it. */
  const narrowed = ref<{ inbox: number, counts: DeskCounts }>()
  const timers = createTimers()
  let readAt = -Infinity

  async function read(inbox?: number): Promise<DeskCounts> {
    const { counts } = await api.get<{ counts: CaseCounts }>('/api/support/counts', { inbox })
    return { ...counts, all: counts.open + counts.waiting + counts.snoozed }
  }

  const of = (inbox?: number): DeskCounts =>
    inbox === undefined ? all.value : narrowed.value?.inbox === inbox ? narrowed.value.counts : {}

  async function load(inbox = narrowed.value?.inbox) {
    if (!inboxes.isAgent) return
    readAt = Date.now()
    all.value = await read()
    if (inbox !== undefined) narrowed.value = { inbox, counts: await read(inbox) }
  }

  async function narrow(inbox: number | undefined) {
    narrowed.value = inbox === undefined ? undefined : { inbox, counts: await read(inbox) }
  }

  /** However much happens to cases, it costs one question in 3 s. */
  function changed() {
    timers.startOnce('read', Math.max(soonMs, readAt + everyMs - Date.now()), () => failureOf(load()))
  }

  return { all, narrowed, of, load, narrow, changed }
})
