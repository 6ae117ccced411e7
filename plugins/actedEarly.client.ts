declare global {
  interface Window {
    /**
     * Remembers the last press in a page that is not yet hydrated. Both come from the head of the page
     * (modules/build/earlyScript.ts).
     */
    notePress: ((event: MouseEvent) => void) & { target?: Element }
    /** Holds a message that is sent before there are scripts. */
    holdMessage: ((event: SubmitEvent) => void) & {
      held?: Held
      timer?: ReturnType<typeof setTimeout>
      stay: (event: BeforeUnloadEvent) => void
    }
  }
}

interface Held {
  form: HTMLFormElement
  submitter: HTMLElement | null
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

const isField = (target: unknown): target is Field =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
const isTicked = (field: Field): field is HTMLInputElement =>
  field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type)
const stateOf = (field: Field) => isTicked(field) ? String(field.checked) : field.value

function wasTouched(field: Field): boolean {
  if (field instanceof HTMLSelectElement) {
    return [...field.options].some(option => option.selected !== option.defaultSelected)
  }
  return isTicked(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue
}

function put(field: Field, state: string) {
  if (isTicked(field)) field.checked = state === 'true'
  else field.value = state
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.dispatchEvent(new Event('change', { bubbles: true }))
}

/** What waits for the page to be hydrated waits no longer than this. */
const patienceMs = 3_000

/** What the head of the page holds: from here on it is held here. */
function takeMessage(): Held | undefined {
  const { holdMessage } = window
  window.removeEventListener('submit', holdMessage, true)
  window.removeEventListener('beforeunload', holdMessage.stay)
  clearTimeout(holdMessage.timer)
  return holdMessage.held
}

/**
 * Holds a form that is sent while the page is being hydrated: its handler would keep the browser from posting it, and
 * not do it itself. `resend` gives it to its handler, `post` to the browser, and so each later one, as without scripts.
 */
function holdSubmits() {
  let held = takeMessage()
  let patient = true

  function hold(event: SubmitEvent) {
    event.stopImmediatePropagation()
    if (!patient) return
    event.preventDefault()
    held = { form: event.target as HTMLFormElement, submitter: event.submitter }
  }

  function take() {
    const taken = held?.form.isConnected ? held : undefined
    held = undefined
    return { form: taken?.form, submitter: taken?.submitter?.isConnected ? taken.submitter : null }
  }

  // What was sent must not go with the page.
  const stay = (event: BeforeUnloadEvent) => held && event.preventDefault()

  function post() {
    patient = false
    const { form, submitter } = take()
    form?.requestSubmit(submitter)
  }

  function resend() {
    window.removeEventListener('submit', hold, true)
    window.removeEventListener('beforeunload', stay)
    const { form, submitter } = take()
    if (submitter) submitter.click()
    else form?.requestSubmit()
  }

  window.addEventListener('submit', hold, true)
  window.addEventListener('beforeunload', stay)
  return { post, resend }
}

const presses = ['click', 'keydown']
const stop = (event: Event) => event.stopImmediatePropagation()

/** Does the last press of a button that only a script gives a meaning; the browser itself opens popovers. */
function repeatPress() {
  window.removeEventListener('click', window.notePress, true)
  const pressed = window.notePress.target
    ?.closest<HTMLElement>('button[type=button]:not([popovertarget]), form[method=dialog] button')
  window.notePress.target = undefined
  if (pressed?.isConnected) pressed.click()
}

/**
 * What somebody typed, chose or pressed in a rendered page before hydration counts: hydration sets bound fields to what
 * the state holds, so afterwards they are set to what the person did, and the state hears of it. The last press of a
 * button that only a script gives a meaning is done then too, also that of a form which leads nowhere; links and other
 * forms have worked meanwhile. No part hears of a press before all of the page is hydrated. Where that takes long, a
 * click and a form wait for three seconds.
 */
export default defineNuxtPlugin({
  name: 'acted-early',
  enforce: 'pre',
  setup(nuxtApp) {
    if (!nuxtApp.isHydrating) return void takeMessage()
    const typed = new Map<Field, string>()
    const note = ({ target }: Event) => isField(target) && typed.set(target, stateOf(target))
    for (const field of document.querySelectorAll<Field>('input:not([type=hidden]), select, textarea')) {
      if (wasTouched(field)) typed.set(field, stateOf(field))
    }
    for (const type of ['input', 'change']) document.addEventListener(type, note, true)
    let submits: ReturnType<typeof holdSubmits> | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    // Until then nothing has a handler, and but for messages the browser does what it does without scripts.
    nuxtApp.hooks.hookOnce('app:beforeMount', () => {
      submits = holdSubmits()
      for (const type of presses) window.addEventListener(type, stop, true)
      timer = setTimeout(() => {
        submits?.post()
        window.removeEventListener('click', stop, true)
        repeatPress()
      }, patienceMs)
    })
    // Before the hooks of other plugins: what is resent comes before drafts are brought back (outbox.client.ts).
    nuxtApp.hooks.hookOnce('app:suspense:resolve', () => {
      clearTimeout(timer)
      for (const type of ['input', 'change']) document.removeEventListener(type, note, true)
      for (const type of presses) window.removeEventListener(type, stop, true)
      for (const [field, state] of typed) if (field.isConnected && stateOf(field) !== state) put(field, state)
      repeatPress()
      // What handlers look for in the page is there once what follows from it has run.
      if (submits) void nextTick(submits.resend)
    })
  },
})
