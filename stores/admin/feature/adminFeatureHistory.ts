import type { FeatureEvent } from '#shared/protocol/admin/adminFeature'

/** The versions of one feature, the newest first. */
export const useAdminFeatureHistoryStore = defineStore('adminFeatureHistory', () => {
  const api = useApi()
  const key = ref('')
  const events = ref<FeatureEvent[]>([])
  const cursor = ref<string>()

  const ask = (position?: string) => api.get<{ events: FeatureEvent[], cursor?: string }>(
    `/api/admin/features/${encodeURIComponent(key.value)}/history`, { cursor: position })

  async function load(of: string) {
    key.value = of
    const page = await ask()
    events.value = page.events
    cursor.value = page.cursor
  }

  async function more() {
    if (!cursor.value) return
    const page = await ask(cursor.value)
    events.value = [...events.value, ...page.events]
    cursor.value = page.cursor
  }

  return { events, cursor, load, more }
})
