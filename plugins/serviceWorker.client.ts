/**
 * The page for when there is no network, and notifications. Nothing is asked of anybody here: that is for the settings.
 */
export default defineNuxtPlugin({
  name: 'serviceWorker',
  dependsOn: ['pinia'],
  setup() {
    if (import.meta.dev || !('serviceWorker' in navigator)) return
    const rooms = useRoomsStore()
    const session = useSessionStore()
    session.whenOver({ close: () => void endPushHere(), purge: endPushHere })
    // After what the page itself needs.
    onNuxtReady(() => {
      void registerServiceWorker()
      watch(() => session.user?.id, userId => void endPushOfOthers(userId), { immediate: true })
      const unread = () => Object.values(rooms.byId).filter(room => unreadOf(room)).map(room => room.id)
      watch(() => countedInAll(rooms.list), showBadge, { immediate: true })
      watch(unread, (now, before) => void closeNotificationsOf(before.filter(id => !now.includes(id))))
    })
  },
})
