import type { Site } from '#shared/protocol/site'

/** The name, the look and the doors of this Plaza, as its admins have set them. */
export const useSiteStore = defineStore('site', () => {
  const api = useApi()
  const current = ref<Site>({
    registration: 'open', guests: true, mail: false, banner: null, brand: { name: 'Plaza', hue: null, logo: null },
  })

  async function load() {
    receive((await api.get<{ site: Site }>('/api/site')).site)
  }

  function receive(site: Site) {
    current.value = site
  }

  return { current, load, receive }
})
