import layouts from '#build/layouts'
import { namedMiddleware } from '#build/middleware'

type Load = () => Promise<unknown>

/**
 * Fetches ahead what the page of a link needs besides its own script: its middleware and its layout. It stands for
 * Nuxt's own plugin, where each of them that does not come, as without a network, is an error that nobody catches.
 */
export default defineNuxtPlugin({
  name: 'prefetch',
  setup(nuxtApp) {
    const router = useRouter()
    const guards = namedMiddleware as Partial<Record<string, Load>>
    const frames = layouts as Partial<Record<string, { __asyncLoader?: Load }>>

    nuxtApp.hook('link:prefetch', (link) => {
      if (/^\w+:/.test(link)) return
      const { layout, middleware } = router.resolve(link).meta
      const names = [middleware ?? []].flat().filter(name => typeof name === 'string')
      const frame = typeof layout === 'string' ? frames[layout] : undefined
      const loads = [...names.map(name => guards[name]), frame?.__asyncLoader]
      // What did not come is asked for again when the link is followed.
      for (const load of loads) load?.().catch(() => undefined)
    })
  },
})
