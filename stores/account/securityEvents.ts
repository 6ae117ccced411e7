import type { SecurityEvent } from '#shared/protocol/session'

interface Page {
  events: SecurityEvent[]
  cursor?: string
}

/** What happened to the safety of the own account, the newest first. */
export const useSecurityEventsStore = defineStore('securityEvents', () => {
  const api = useApi()
  const list = ref<SecurityEvent[]>([])
  const cursor = ref<string>()

  /** The page at this position, or the newest one. */
  async function load(from?: string) {
    const page = await api.get<Page>('/api/account/security-events', { limit: 10, cursor: from })
    list.value = page.events
    cursor.value = page.cursor
  }

  async function more() {
    const page = await api.get<Page>('/api/account/security-events', { limit: 50, cursor: cursor.value })
    list.value.push(...page.events)
    cursor.value = page.cursor
  }

  return { list, cursor, load, more }
})
