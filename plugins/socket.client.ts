import { createServerEventHandler } from '~/events/serverEvents'

/** Somebody logged in is connected, nobody else. */
export default defineNuxtPlugin({
  name: 'socket',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    const connection = useConnectionStore()
    const session = useSessionStore()
    useSocketStore().subscribe({ received: createServerEventHandler(), ended: () => void session.ended() })
    // Not when the app is mounted: what comes then would change what is still being hydrated.
    nuxtApp.hooks.hookOnce('app:suspense:resolve', () => {
      watch(() => session.user?.id, userId => userId ? connection.start() : connection.stop(), { immediate: true })
    })
  },
})
