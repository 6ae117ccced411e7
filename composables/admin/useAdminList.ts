interface ListStore<T> {
  items: T[]
  pending: boolean
  /** Where the next page begins, when there is one. */
  cursor?: string
  load: (query: Record<string, string | undefined>) => Promise<unknown>
  more: () => Promise<unknown>
}

/**
 * A list page: its filters are the query of the address, so that they survive a reload, the back button and a link. The
 * first page is rendered by the server. `list` is what AdminList shows and does.
 */
export function useAdminList<T>(key: string, store: ListStore<T>, names: readonly string[]) {
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

  const reload = () => attempt(() => store.load(filters.value))
  const more = () => attempt(() => store.more())

  /** Without a value the filter is taken away. */
  async function filter(changes: Record<string, string | undefined>) {
    const query = Object.entries({ ...route.query, ...changes }).filter(([, value]) => value)
    await navigateTo({ path: route.path, query: Object.fromEntries(query) }, { replace: true })
  }

  const list = computed(() => ({
    items: store.items,
    pending: store.pending,
    error: error.value,
    hasMore: Boolean(store.cursor),
    onMore: more,
    onRetry: reload,
  }))
  watch(() => JSON.stringify(filters.value), reload)
  const ready = usePageLoad(key, () => store.load(filters.value))

  return { ready, filters, filter, list, reload }
}
