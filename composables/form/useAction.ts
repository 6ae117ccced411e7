/** Something a person started: whether it is under way, and what went wrong. */
export function useAction() {
  const { causeText, fieldText } = useErrorText()
  const pending = ref(false)
  const error = ref('')

  /** True when it went well. */
  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (pending.value) return false
    pending.value = true
    error.value = ''
    try {
      await work()
      return true
    }
    catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      const [first] = cause.errors
      error.value = first ? fieldText(first.path, first.code) : causeText(cause)
      return false
    }
    finally {
      pending.value = false
    }
  }

  return { pending, error, run }
}
