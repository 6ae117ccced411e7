interface List {
  load: (query: Record<string, string | undefined>) => Promise<unknown>
  more: () => Promise<unknown>
}

/**
 * A list page: its filters are the query of the address, so that they survive a reload, the back button and a link. The first
 * page is rendered by the server.
 */
export function useAdminList(key: string, list: List, names: readonly string[]) {
  const route = useRoute()
  const { causeText } = useErrorText()
  const error = ref('')
  const filters = computed(() => Object.fromEntries(names.map((name) => {
    const value = route.query[name]
    return [name, typeof value === 'string' && value ? value : undefined]
  })))

  async function attempt(work: () => Promise<unknown>) {
    error.value = ''
    try {
      await work()
    }
    catch (cause) {
      error.value = causeText(cause)
      if (!(cause instanceof ApiError)) throw cause
    }
  }

  const reload = () => attempt(() => list.load(filters.value))
  const more = () => attempt(() => list.more())

  /** Without a value the filter is taken away. */
  async function filter(changes: Record<string, string | undefined>) {
    const query = Object.entries({ ...route.query, ...changes }).filter(([, value]) => value)
    await navigateTo({ path: route.path, query: Object.fromEntries(query) }, { replace: true })
  }

  watch(() => JSON.stringify(filters.value), reload)
  const ready = usePageLoad(key, () => list.load(filters.value))

  return { ready, error, filters, filter, reload, more }
}
