/**
 * Loads the data of a pane beside the sidebar. The server waits for it. In the browser the pane opens at once, on
 * any connection: with the data that is `here` already, otherwise with a skeleton, and with an error and a retry
 * button when loading fails.
 */
export async function usePaneLoad(key: string, load: () => Promise<unknown>, here: () => boolean = () => false) {
  const session = useSessionStore()
  const { causeText } = useErrorText()
  const pause = useLoadPause()
  const state = ref<'loading' | 'ready' | 'failed'>('ready')
  const error = ref('')
  let turn = 0
  onScopeDispose(() => turn++)

  async function attempt(mine: number, failures = 0): Promise<void> {
    try {
      await load()
      if (mine === turn) state.value = 'ready'
    }
    catch (cause) {
      if (mine === turn) await fail(cause, mine, failures)
    }
  }

  async function fail(cause: unknown, mine: number, failures: number) {
    if (isCode(cause, 'unauthenticated')) return void session.ended()
    if (!isPassing(cause)) return void showError(cause instanceof ApiError ? pageErrorOf(cause) : cause as Error)
    error.value = causeText(cause)
    state.value = 'failed'
    await pause(cause, failures)
    if (mine === turn) await attempt(mine, failures + 1)
  }

  function start() {
    state.value = 'loading'
    void attempt(++turn)
  }

  if (import.meta.server || useNuxtApp().isHydrating) await usePageLoad(key, load)
  else if (!here()) start()

  return { state, error: computed(() => state.value === 'failed' ? error.value : ''), retry: start }
}
