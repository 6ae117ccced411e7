const afterMs = 250

interface SearchField {
  field?: Readonly<Ref<HTMLInputElement | null>>
  /** What the server has looked for already. */
  asked?: string
}

/**
 * Search while typing: waits for a pause, and only the answer to the latest question counts as pending. What was typed
 * into the field before the page was hydrated is looked for too.
 */
export function useSearch(run: (query: string) => Promise<unknown>, { field, asked = '' }: SearchField = {}) {
  const { causeText } = useErrorText()
  const error = ref('')
  const pending = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  async function start(query: string) {
    clearTimeout(timer)
    const turn = ++latest
    pending.value = true
    error.value = ''
    try {
      await run(query)
    }
    catch (cause) {
      if (turn === latest) error.value = causeText(cause)
    }
    finally {
      if (turn === latest) pending.value = false
    }
  }

  function later(query: string) {
    clearTimeout(timer)
    timer = setTimeout(() => void start(query), afterMs)
  }

  const soon = (event: Event) => later((event.target as HTMLInputElement).value)

  async function now(event: Event) {
    const input = (event.currentTarget as HTMLFormElement).querySelector<HTMLInputElement>('input[type=search]')
    await start(input?.value ?? '')
  }

  if (field) {
    onMounted(() => {
      const typed = field.value?.value ?? ''
      if (typed !== asked) later(typed)
    })
  }
  onScopeDispose(() => clearTimeout(timer))
  return { error, pending, start, later, soon, now }
}
