interface Choices {
  /** Whether what the form shows is kept already. */
  isKept: (chosen: FormData) => boolean
  /** False when it could not be kept. */
  save: (chosen: FormData) => Promise<boolean>
}

/**
 * A form of choices that are kept as soon as they are made, one after the other. What was chosen before the page was
 * hydrated is kept too, so the form has `autocomplete="off"`: what a browser puts back by itself is nobody's choice.
 */
export function useChoices(form: Readonly<Ref<HTMLFormElement | null>>, { isKept, save }: Choices) {
  let keeping = false

  async function keep() {
    if (keeping) return
    keeping = true
    try {
      await keepAll()
    }
    finally {
      keeping = false
    }
  }

  /** What is chosen meanwhile is kept next; never the same twice, whatever the server makes of it. */
  async function keepAll() {
    let last = ''
    for (let chosen = read(); chosen && !isKept(chosen) && textOf(chosen) !== last; chosen = read()) {
      last = textOf(chosen)
      if (!await save(chosen)) return
    }
  }

  /** Nothing where the form is not shown. */
  const read = () => form.value ? new FormData(form.value) : undefined
  const textOf = (chosen: FormData) => JSON.stringify([...chosen])

  onMounted(() => {
    if (useNuxtApp().isHydrating) void keep()
  })
  return { keep }
}
