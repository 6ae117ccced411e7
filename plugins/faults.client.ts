const reportMs = 3_000

/**
 * Counts the errors of this page that nobody caught, for the figures of features. It reports how many there were and
 * nothing of what they were: no text, no address, no stack.
 */
export default defineNuxtPlugin({
  name: 'faults',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    const session = useSessionStore()
    let count = 0

    function report() {
      const faults = Math.min(count, faultsAtMost)
      count = 0
      if (!faults || !session.user) return
      // It outlives the page, never throws and waits for no answer.
      const body = new Blob([JSON.stringify({ count: faults })], { type: 'application/json' })
      navigator.sendBeacon('/api/features/faults', body)
    }

    const note = (uncaught: Parameters<typeof isPageFault>[0]) => {
      if (isPageFault(uncaught)) count++
    }
    // Not in the capture phase: what could not be loaded is no error of a script.
    window.addEventListener('error', note)
    window.addEventListener('unhandledrejection', ({ reason }) => note({ error: reason as unknown }))
    nuxtApp.hook('vue:error', error => note({ error }))
    window.addEventListener('pagehide', report)
    setInterval(report, reportMs)
  },
})
