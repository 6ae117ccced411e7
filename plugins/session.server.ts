/** Knows the visitor before the first page renders. Without a cookie there is nobody to know. */
export default defineNuxtPlugin({
  name: 'session',
  dependsOn: ['pinia'],
  async setup(nuxtApp) {
    const session = useSessionStore()
    if (!useRequestHeader('cookie') || nuxtApp.payload.error) return
    try {
      await session.load()
    }
    catch (error) {
      throw toPageError(error)
    }
  },
})
