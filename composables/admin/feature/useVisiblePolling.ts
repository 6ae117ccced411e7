import { useDocumentVisibility, useIntervalFn } from '@vueuse/core'

/** Asks again and again while the page is seen; a failure shows until the next answer. In the browser alone. */
export function useVisiblePolling(load: () => Promise<unknown>, everyMs: number) {
  const { causeText } = useErrorText()
  const error = ref('')
  let isAsking = false

  async function ask() {
    if (isAsking) return
    isAsking = true
    try {
      const failure = await failureOf(load())
      error.value = failure ? causeText(failure) : ''
    }
    finally {
      isAsking = false
    }
  }

  onMounted(() => {
    const visibility = useDocumentVisibility()
    useIntervalFn(() => {
      if (visibility.value === 'visible') void ask()
    }, everyMs)
    void ask()
  })

  return { error, ask }
}
