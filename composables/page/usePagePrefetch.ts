/** Has the scripts of these pages when somebody goes there: the plain links of the sidebar fetch nothing, and the connection may be lost by then. */
export function usePagePrefetch(...paths: string[]) {
  onNuxtReady(() => {
    const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } }
    if (!connection?.saveData) paths.forEach(path => void preloadRouteComponents(path))
  })
}
