declare global {
  interface Window {
    /** Remembers the message that the browser itself posts; from the head of the page (`modules/build`). */
    notePost: ((event: SubmitEvent) => void) & { body?: string }
  }
}

type TextField = HTMLInputElement | HTMLTextAreaElement

interface HeldForm {
  submitter: HTMLElement | null
  /** What is sent is what stood there at the press. */
  frozen: TextField[]
}

/** Whether the browser itself has posted this text while the page was not yet hydrated. */
export const isPostedEarly = (body: string) =>
  import.meta.client && 'notePost' in window && window.notePost.body === body

/**
 * Holds the forms that are sent while the page is being hydrated: their handlers would keep the browser from posting
 * them, and not do it themselves. `resend` gives them to their handlers, in their order; `post` gives one to the
 * browser, which leaves the page with it, and so each later one, as without scripts.
 */
export function holdForms() {
  const held = new Map<HTMLFormElement, HeldForm>()
  let patient = true
  window.removeEventListener('submit', window.notePost, true)

  function hold(event: SubmitEvent) {
    event.stopImmediatePropagation()
    const form = event.target as HTMLFormElement
    // Without a dialog around it the browser has nothing to do with such a form.
    if (!patient && form.method !== 'dialog') return window.notePost(event)
    event.preventDefault()
    const fields = [...form.querySelectorAll<TextField>('input:not([type=hidden]), textarea')]
    const frozen = held.get(form)?.frozen ?? fields.filter(field => !field.readOnly)
    frozen.forEach(field => field.readOnly = true)
    form.ariaBusy = 'true'
    held.set(form, { submitter: event.submitter, frozen })
  }

  /** No more held; returns its button. */
  function release(form: HTMLFormElement, { submitter, frozen }: HeldForm): HTMLElement | null {
    frozen.forEach(field => field.readOnly = false)
    form.ariaBusy = null
    held.delete(form)
    return submitter?.isConnected ? submitter : null
  }

  // What was sent must not go with the page.
  const stay = (event: BeforeUnloadEvent) => held.size > 0 && event.preventDefault()

  function post() {
    patient = false
    // With the form that is posted here the page is left on purpose.
    window.removeEventListener('beforeunload', stay)
    const forms = [...held.keys()].filter(({ method }) => method !== 'dialog')
    // Only one can be posted. A message is what nobody can read off the page again.
    const first = forms.find(({ id }) => id === 'composer') ?? forms.at(-1)
    const buttons = new Map([...held].filter(([form]) => forms.includes(form)).map(one => [one[0], release(...one)]))
    if (first?.isConnected) first.requestSubmit(buttons.get(first))
  }

  function resend() {
    window.removeEventListener('submit', hold, true)
    window.removeEventListener('beforeunload', stay)
    for (const [form, one] of [...held]) {
      const button = release(form, one)
      if (button) button.click()
      else if (form.isConnected) form.requestSubmit()
    }
  }

  window.addEventListener('submit', hold, true)
  window.addEventListener('beforeunload', stay)
  return { post, resend, waiting: () => held.size > 0 }
}
