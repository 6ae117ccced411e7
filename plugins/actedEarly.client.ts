declare global {
  interface Window {
    /**
     * Remembers the last press in a page that is not yet hydrated; put there by the head of the page (nuxt.config.ts).
     */
    notePress: ((event: MouseEvent) => void) & { target?: Element }
  }
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

/** The browser posts a form that was sent while the page was being hydrated when that takes longer than this. */
const patienceMs = 3_000

/**
 * A form that is sent while only a part of the page is hydrated: its handler would keep the browser from posting it,
 * and not do it itself. It waits for the rest, and is posted as without scripts where that does not come.
 */
function holdSubmits() {
  let held: { form: HTMLFormElement, submitter: HTMLElement | null } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let patient = true

  function send() {
    if (held?.form.isConnected) held.form.requestSubmit(held.submitter)
    held = undefined
  }

  function hold(event: SubmitEvent) {
    event.stopImmediatePropagation()
    if (!patient) return
    event.preventDefault()
    held = { form: event.target as HTMLFormElement, submitter: event.submitter }
    timer ??= setTimeout(() => {
      patient = false
      send()
    }, patienceMs)
  }

  window.addEventListener('submit', hold, true)
  return () => {
    clearTimeout(timer)
    window.removeEventListener('submit', hold, true)
    send()
  }
}

const presses = ['click', 'keydown']
const stop = (event: Event) => event.stopImmediatePropagation()

/**
 * What somebody typed, chose or pressed in a rendered page before hydration counts: hydration sets bound fields to what
 * the state holds, so afterwards they are set to what the person did, and the state hears of it. The last press of a
 * button that only a script gives a meaning is done then too, also that of a form which leads nowhere; links and other
 * forms have worked meanwhile. No part hears of a press before all of the page is hydrated.
 */
export default defineNuxtPlugin({
  name: 'acted-early',
  enforce: 'pre',
  setup(nuxtApp) {
    if (!nuxtApp.isHydrating) return
    const typed = new Map<Field, string>()
    const note = ({ target }: Event) => isField(target) && typed.set(target, stateOf(target))
    for (const field of document.querySelectorAll<Field>('input:not([type=hidden]), select, textarea')) {
      if (wasTouched(field)) typed.set(field, stateOf(field))
    }
    for (const type of ['input', 'change']) document.addEventListener(type, note, true)
    for (const type of presses) window.addEventListener(type, stop, true)
    const sendHeld = holdSubmits()
    nuxtApp.hooks.hookOnce('app:suspense:resolve', () => {
      for (const type of ['input', 'change']) document.removeEventListener(type, note, true)
      for (const type of presses) window.removeEventListener(type, stop, true)
      window.removeEventListener('click', window.notePress, true)
      for (const [field, state] of typed) if (field.isConnected && stateOf(field) !== state) put(field, state)
      const pressed = window.notePress.target?.closest<HTMLElement>('button[type=button], form[method=dialog] button')
      if (pressed?.isConnected) pressed.click()
      // What handlers look for in the page is there once what follows from it has run.
      void nextTick(sendHeld)
    })
  },
})
