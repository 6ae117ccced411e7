/** A page shows the person's features from its first byte. Without them it shows what the code says. */
export default defineNuxtPlugin({
  name: 'features',
  dependsOn: ['pinia', 'session'],
  async setup() {
    if (!useSessionStore().user) return
    await useFeaturesStore().load().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error
    })
  },
})
