/** Something a person started: whether it is under way, and what went wrong. Starting it twice does nothing more. */
export function useAction(initialError = '') {
  const { causeText, fieldText } = useErrorText()
  const pending = ref(false)
  const error = ref(initialError)

  /** True when it went well. A failure that is no answer of the API is thrown on. */
  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (pending.value) return false
    pending.value = true
    error.value = ''
    try {
      await work()
      return true
    }
    catch (cause) {
      const [first] = cause instanceof ApiError ? cause.errors : []
      error.value = first ? fieldText(first.path, first.code) : causeText(cause)
      if (!(cause instanceof ApiError)) throw cause
      return false
    }
    finally {
      pending.value = false
    }
  }

  return { pending, error, run }
}
