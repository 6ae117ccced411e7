import { requestIdleCallback } from '#app/compat/idle-callback'

/**
 * Prefetches the scripts of these pages, one after the other while nothing else is to be done: the plain links of the
 * sidebar prefetch nothing, and the connection may be lost later.
 */
export function usePagePrefetch(...paths: string[]) {
  onNuxtReady(async () => {
    if (savesData()) return
    for (const path of paths) {
      await new Promise(resolve => requestIdleCallback(resolve))
      await preloadRouteComponents(path)
    }
  })
}
