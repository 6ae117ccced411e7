import { createTabMessageHandler } from '~/events/tabMessages'

/**
 * Brings back what this person has not sent yet, once the server's markup is taken over, and keeps the tabs together.
 */
export default defineNuxtPlugin({
  name: 'outbox',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    const drafts = useDraftsStore()
    const outbox = useOutboxStore()
    const session = useSessionStore()
    const tabs = useTabsStore()
    // Here, so that a log-out finds it also where nobody has opened the palette.
    useRecentStore()
    tabs.subscribe(createTabMessageHandler())

    function own(userId: number | undefined) {
      if (!userId) return
      tabs.post({ type: 'session.is', userId })
      void outbox.open(userId)
      // After what was sent while the page was being hydrated (actedEarly.client.ts): an older draft is no part of it.
      void nextTick(() => session.user?.id === userId && drafts.open(userId))
    }

    nuxtApp.hooks.hookOnce('app:suspense:resolve', () => {
      tabs.start()
      watch(() => session.user?.id, own, { immediate: true })
    })
    addEventListener('beforeunload', (event) => {
      if (drafts.unkept.length || outbox.unsent.some(entry => !entry.position)) event.preventDefault()
    })
  },
})
