/** Runs what a person asked for; a failure becomes a sentence, and asking twice while it runs does nothing. */
export function useAttempt(initial = '') {
  const { causeText } = useErrorText()
  const error = ref(initial)
  const pending = ref(false)

  async function attempt(work: () => Promise<unknown>) {
    if (pending.value) return
    pending.value = true
    error.value = ''
    try {
      await work()
    }
    catch (cause) {
      error.value = causeText(cause)
      if (!(cause instanceof ApiError)) throw cause
    }
    finally {
      pending.value = false
    }
  }

  return { error, pending, attempt }
}
