/**
 * Prefetches the scripts of these pages: the plain links of the sidebar prefetch nothing, and the
 * connection may be lost later.
 */
export function usePagePrefetch(...paths: string[]) {
  onNuxtReady(() => {
    const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } }
    if (!connection?.saveData) paths.forEach(path => void preloadRouteComponents(path))
  })
}
