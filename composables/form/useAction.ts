/**
 * An action that a person started: whether it is pending, and its error. Starting it again while it is
 * pending does nothing.
 */
export function useAction(initialError = '') {
  const { causeText, fieldText } = useErrorText()
  const pending = ref(false)
  const error = ref(initialError)

  /** True on success. Errors that are not responses of the API are rethrown. */
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
