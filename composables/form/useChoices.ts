interface Choices {
  /** What is kept, by the names of its fields; null for a box that is not ticked. Other fields are no choices. */
  kept: () => Record<string, string | null>
  /** False when it could not be kept. */
  save: (chosen: FormData) => Promise<boolean>
}

/**
 * A form of choices that are kept as soon as they are made, one after the other. What could not be kept is shown no
 * more. What was chosen before the page was hydrated is kept too, so the form has `autocomplete="off"`: what a browser
 * puts back by itself is nobody's choice.
 */
export function useChoices(form: Readonly<Ref<HTMLFormElement | null>>, { kept, save }: Choices) {
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
      if (!await save(chosen)) return restore()
    }
  }

  const isKept = (chosen: FormData) => Object.entries(kept()).every(([name, value]) => chosen.get(name) === value)

  /** The form shows what is kept. A value that has not changed is rendered by nobody. */
  function restore() {
    for (const [name, value] of Object.entries(kept())) {
      for (const field of form.value?.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`) ?? []) {
        if (field instanceof HTMLInputElement && ['radio', 'checkbox'].includes(field.type)) {
          field.checked = field.value === value
        }
        else field.value = value ?? ''
      }
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
