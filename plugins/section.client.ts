import { NavigationFailureType, isNavigationFailure } from 'vue-router'

/** A link to a section leads to it: the pages scroll inside of their frame, where neither browser nor router looks. The keyboard goes on there. */
export default defineNuxtPlugin({
  name: 'section',
  setup(nuxtApp) {
    const router = useRouter()
    let goal = ''

    function arrive() {
      const section = goal && document.getElementById(goal)
      goal = ''
      if (!section || section.tagName !== 'SECTION') return
      section.scrollIntoView()
      section.querySelector<HTMLElement>('input:not([type=hidden]), textarea, select, button, a')?.focus({ preventScroll: true })
    }

    router.afterEach((to, from, failure) => {
      // The first page is the browser's.
      if (!from.matched.length || (failure && !isNavigationFailure(failure, NavigationFailureType.duplicated))) return
      goal = to.hash.slice(1)
      if (goal && to.path === from.path) void nextTick(arrive)
    })
    nuxtApp.hook('page:loading:end', arrive)
  },
})
