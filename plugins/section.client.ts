import { NavigationFailureType, isNavigationFailure } from 'vue-router'

/** A part of the page that comes later than the page. */
const patienceMs = 5_000
const acts = ['pointerdown', 'keydown'] as const
const gestures = ['wheel', 'touchmove', 'pointerdown', 'focusin'] as const

/**
 * A panel brings its content after itself. Calls `then` as soon as it is there, but not where somebody has done
 * something else meanwhile. Returns what gives up.
 */
function whenThere(id: string, then: () => void): () => void {
  const ended = new AbortController()
  const observer = new MutationObserver(() => document.getElementById(id) && then())
  const timer = setTimeout(giveUp, patienceMs)

  function giveUp() {
    clearTimeout(timer)
    observer.disconnect()
    ended.abort()
  }

  observer.observe(document.body, { childList: true, subtree: true })
  for (const act of acts) window.addEventListener(act, giveUp, { capture: true, signal: ended.signal })
  return giveUp
}

/**
 * A link to a section leads to it: the pages scroll inside of their frame, where neither browser nor router
 * looks. The keyboard goes on there, and the section stays in sight while what is above it still loads, until
 * somebody does something else.
 */
export default defineNuxtPlugin({
  name: 'section',
  setup(nuxtApp) {
    const router = useRouter()
    let goal = ''
    let release = () => {}

    function arrive() {
      const section = goal && document.getElementById(goal)
      if (goal && !section) return awaitSection()
      goal = ''
      if (!section || section.tagName !== 'SECTION') return
      section.scrollIntoView()
      section
        .querySelector<HTMLElement>('input:not([type=hidden]), textarea, select, button, a')
        ?.focus({ preventScroll: true })
      hold(section)
    }

    function awaitSection() {
      release()
      release = whenThere(goal, () => {
        release()
        arrive()
      })
    }

    function hold(section: HTMLElement) {
      release()
      const observer = new ResizeObserver(() => section.scrollIntoView())
      for (const neighbour of section.parentElement?.children ?? []) observer.observe(neighbour)
      const act = (event: Event) => {
        if (event.type !== 'focusin' || !section.contains(event.target as Node)) release()
      }
      release = () => {
        observer.disconnect()
        for (const gesture of gestures) window.removeEventListener(gesture, act, true)
      }
      for (const gesture of gestures) window.addEventListener(gesture, act, { capture: true, passive: true })
    }

    router.afterEach((to, from, failure) => {
      release()
      // The first page is the browser's.
      if (!from.matched.length || (failure && !isNavigationFailure(failure, NavigationFailureType.duplicated))) return
      goal = to.hash.slice(1)
      if (goal && to.path === from.path) void nextTick(arrive)
    })
    nuxtApp.hook('page:loading:end', arrive)
  },
})
