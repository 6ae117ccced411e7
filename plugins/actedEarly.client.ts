import { holdEnter } from '~/utils/heldEnter'
import { holdForms } from '~/utils/heldForms'
import { nextTask } from '~/utils/nextTask'

declare global {
  interface Window {
    /**
     * Remembers the last press in a page that is not yet hydrated; from the head of the page
     * (modules/build/earlyScript.ts).
     */
    notePress: ((event: MouseEvent) => void) & { target?: Element }
    /** Loads the page of another address that the browser's buttons lead to, instead of hydrating this one as it. */
    leaveEarly: (event: PopStateEvent) => void
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

/** What waits for the page to be hydrated waits no longer than this. */
const patienceMs = 3_000

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
 * click and a form wait for three seconds, and not at all where the page is put away or cannot be shown.
 */
export default defineNuxtPlugin({
  name: 'acted-early',
  enforce: 'pre',
  setup(nuxtApp) {
    if (!nuxtApp.isHydrating) return window.removeEventListener('popstate', window.leaveEarly, true)
    const typed = new Map<Field, string>()
    const note = ({ target }: Event) => isField(target) && typed.set(target, stateOf(target))
    for (const field of document.querySelectorAll<Field>('input:not([type=hidden]), select, textarea')) {
      if (wasTouched(field)) typed.set(field, stateOf(field))
    }
    for (const type of ['input', 'change']) document.addEventListener(type, note, true)
    let forms: ReturnType<typeof holdForms> | undefined
    let enter: ReturnType<typeof holdEnter> | undefined
    let timer: ReturnType<typeof setTimeout> | undefined

    function giveUp() {
      clearTimeout(timer)
      enter?.giveUp()
      forms?.post()
      window.removeEventListener('click', stop, true)
      repeatPress()
    }
    // A browser may stop the page at once, or end it.
    const putAway = () => document.hidden && forms?.waiting() && giveUp()

    // Until then nothing has a handler, and the browser does what it does without scripts.
    nuxtApp.hooks.hookOnce('app:beforeMount', () => {
      enter = holdEnter()
      forms = holdForms()
      for (const type of presses) window.addEventListener(type, stop, true)
      document.addEventListener('visibilitychange', putAway)
      timer = setTimeout(giveUp, patienceMs)
    })
    const ignoreErrors = nuxtApp.hooks.hookOnce('app:error', giveUp)
    // All that follows on hydration has a task of its own, after the one in which parts are mounted.
    nuxtApp.hooks.hookOnce('app:suspense:resolve', () => nextTask())
    // In one go with the hooks of other plugins and before them: what is resent comes before drafts are brought back
    // (outbox.client.ts), and what was posted is known until then.
    nuxtApp.hooks.hookOnce('app:suspense:resolve', () => {
      ignoreErrors()
      clearTimeout(timer)
      window.removeEventListener('popstate', window.leaveEarly, true)
      document.removeEventListener('visibilitychange', putAway)
      for (const type of ['input', 'change']) document.removeEventListener(type, note, true)
      for (const type of presses) window.removeEventListener(type, stop, true)
      for (const [field, state] of typed) if (field.isConnected && stateOf(field) !== state) put(field, state)
      repeatPress()
      // What handlers look for in the page is there once what follows from it has run.
      void nextTick(() => {
        forms?.resend()
        enter?.repeat()
        // Kept drafts are brought back after this.
        void nextTick(() => window.notePost.body = undefined)
      })
    })
  },
})
