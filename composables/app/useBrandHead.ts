/** The name, colour and logo that an admin chose, on every page, error pages included. */
export function useBrandHead() {
  const { locale } = useI18n()
  const site = useSiteStore()
  const brand = computed(() => site.current.brand)

  useHead({
    htmlAttrs: { lang: locale },
    titleTemplate: title => title && title !== defaultName ? `${title} · ${brand.value.name}` : brand.value.name,
    style: () => accentStyle(brand.value.hue),
    link: () => [
      { key: 'icon', rel: 'icon', href: faviconOf(brand.value) },
      { rel: 'manifest', href: '/manifest.webmanifest' },
      { rel: 'apple-touch-icon', href: '/icons/maskable-512.png' },
    ],
  })
}

/** The title of nuxt.config.ts, for pages that have none of their own. */
const defaultName = 'Plaza'
