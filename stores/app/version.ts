/** Whether the server has a newer app than this tab. */
export const useVersionStore = defineStore('version', () => {
  const api = useApi()
  const session = useSessionStore()
  const here = useRuntimeConfig().app.buildId
  const outdated = ref(false)

  /** Every answer of the API names the build that gave it. */
  function see(build: string | null | undefined) {
    if (build && build !== here) outdated.value = true
  }

  async function reachable(): Promise<boolean> {
    return api.get('/api/health/live').then(() => true, () => false)
  }

  /** A part of the app could not be loaded: the server that still answers has another one. */
  async function partMissing() {
    if (await reachable()) outdated.value = true
  }

  /** Opens a page whose part is missing with a full load; without a network this page, and what is written on it, stays. */
  async function openFresh(path: string) {
    if (await reachable()) await session.leave(path)
  }

  function reload() {
    location.reload()
  }

  return { outdated, see, partMissing, openFresh, reload }
})
