/** Somebody logged in has a live line, nobody else. */
export default defineNuxtPlugin({
  name: 'socket',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    const session = useSessionStore()
    const socket = useSocketStore()
    nuxtApp.hook('app:mounted', () => {
      watch(() => session.user?.id, userId => userId ? socket.start() : socket.stop(), { immediate: true })
    })
  },
})
