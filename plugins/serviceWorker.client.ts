/**
 * The page for when there is no network, and notifications. Nothing is asked of anybody here: that is for the settings.
 */
export default defineNuxtPlugin({
  name: 'serviceWorker',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    if (import.meta.dev || !('serviceWorker' in navigator)) return
    const rooms = useRoomsStore()
    const session = useSessionStore()
    session.whenOver({ close: () => void endPushHere(), purge: endPushHere })
    // A page that is never idle must not show what is for whoever was here before.
    nuxtApp.hooks.hookOnce('app:suspense:resolve', () => {
      watch(() => session.user?.id, userId => void endPushOfOthers(userId), { immediate: true })
    })
    // After what the page itself needs.
    onNuxtReady(() => {
      void registerServiceWorker()
      const unread = () => Object.values(rooms.byId).filter(room => unreadOf(room)).map(room => room.id)
      watch(() => countedInAll(rooms.list), showBadge, { immediate: true })
      watch(unread, (now, before) => void closeNotificationsOf(before.filter(id => !now.includes(id))))
    })
  },
})
