/** A part of the app that the server does not have any more: it was updated under this tab. */
export default defineNuxtPlugin({
  name: 'version',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    const version = useVersionStore()
    const lost = new Set<unknown>()
    nuxtApp.hook('app:chunkError', ({ error }) => {
      lost.add(error)
      void version.partMissing()
    })
    useRouter().onError((error, to) => {
      if (!lost.has(error)) return
      void (nuxtApp.isHydrating ? version.recover() : version.openFresh(to.fullPath))
    })
  },
})
