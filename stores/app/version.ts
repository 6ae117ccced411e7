import { useSessionStore } from '~/stores/account/session'
import { useHttpStore } from '~/stores/app/http'

/** Whether the server has a newer app than this tab. */
export const useVersionStore = defineStore('version', () => {
  const api = useApi()
  const http = useHttpStore()
  const session = useSessionStore()
  const lacksPart = ref(false)
  const outdated = computed(() => http.outdated || lacksPart.value)

  async function reachable(): Promise<boolean> {
    return api.get('/api/health/live').then(() => true, () => false)
  }

  /** A part of the app could not be loaded: the server that still answers has another one. */
  async function partMissing() {
    if (await reachable()) lacksPart.value = true
  }

  /**
   * Opens a page whose part is missing with a full load; without a network this page, and what is written on it,
   * stays.
   */
  async function openFresh(path: string) {
    if (await reachable()) await session.leave(path)
  }

  function reload() {
    location.reload()
  }

  return { outdated, partMissing, openFresh, reload }
})
