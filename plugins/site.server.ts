/** The page wears the brand from its first byte. A server that cannot tell shows the plain one. */
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
