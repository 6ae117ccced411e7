import { nextTask } from '~/utils/nextTask'

/** What was set up and what is hydrated are two tasks; components/app/AppHydrationTask.vue makes more of the second. */
export default defineNuxtPlugin({
  name: 'hydration',
  setup(nuxtApp) {
    if (nuxtApp.isHydrating) nuxtApp.hooks.hookOnce('app:beforeMount', nextTask)
  },
})
