import { useSessionStore } from '~/stores/account/session'
import { useHttpStore } from '~/stores/app/http'
import { backoffMs } from '~/utils/backoff'

/** A part that is missing for good must not load the page for ever. */
const reloadAgainAfterMs = 30_000

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

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

  /** A page that did not load whole cannot be used: it is loaded again as soon as the server answers. */
  async function recover() {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    if (navigation?.type === 'reload') await wait(reloadAgainAfterMs)
    for (let attempt = 0; !await reachable(); attempt++) await wait(backoffMs(attempt))
    reload()
  }

  function reload() {
    location.reload()
  }

  return { outdated, partMissing, openFresh, recover, reload }
})
