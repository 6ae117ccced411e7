/** The page shows the brand from its first byte. When the server cannot load it, the default is shown. */
export default defineNuxtPlugin({
  name: 'site',
  dependsOn: ['pinia'],
  async setup() {
    const site = useSiteStore()
    await site.load().catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error
    })
  },
})
