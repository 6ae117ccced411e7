const everyMs = 5_000

/** Keeps what `public/offline.js` shows without a network, as long as somebody is logged in. */
export default defineNuxtPlugin({
  name: 'offlineCopy',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    // What shows it needs a service worker.
    if (import.meta.dev || !('serviceWorker' in navigator)) return
    const copy = useOfflineCopyStore()
    const rooms = useRoomsStore()
    const session = useSessionStore()
    const socket = useSocketStore()
    const polling = usePollingStore()
    const save = () => {
      if (socket.live || polling.working) void copy.save()
    }
    nuxtApp.hooks.hookOnce('app:suspense:resolve', () => {
      watch(() => session.user?.id, userId => void copy.own(userId), { immediate: true })
      // Out of a room: at once.
      watch(() => rooms.order, save)
      setInterval(save, everyMs)
    })
  },
})
