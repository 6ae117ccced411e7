import { forgetFeatures, keepFeatures, keptFeatures } from '~/utils/featureStorage'

/** Features that wait for the next page get it; the last ones known are kept for a start without the server. */
export default defineNuxtPlugin({
  name: 'features',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    const features = useFeaturesStore()
    const session = useSessionStore()
    useRouter().afterEach((to, from) => {
      if (to.path !== from.path) features.navigated()
    })
    session.whenOver({ close: () => undefined, purge: forgetFeatures })
    nuxtApp.hooks.hookOnce('app:suspense:resolve', () => {
      watch(() => [session.user?.id, features.version] as const, ([userId, version]) => {
        if (!userId) return
        const kept = version === 0 ? keptFeatures(userId) : undefined
        if (kept) features.start(kept)
        else if (version > 0) keepFeatures(userId, { version, features: features.shown })
      }, { immediate: true })
    })
  },
})
