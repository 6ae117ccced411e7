import { brandPicturePath } from '#shared/brandPicture'
import { paper } from '#shared/theme'

/** The name, colour and logo that an admin chose, on every page, error pages included. */
export function useBrandHead() {
  const { locale } = useI18n()
  const site = useSiteStore()
  const theme = useTheme()
  const brand = computed(() => site.current.brand)

  useHead({
    htmlAttrs: { lang: locale },
    titleTemplate: title => pageTitle(title, brand.value.name),
    style: () => accentStyle(brand.value.hue),
    link: () => [
      { key: 'icon', rel: 'icon', href: faviconOf(brand.value) },
      { rel: 'manifest', href: '/manifest.webmanifest' },
      { key: 'apple', rel: 'apple-touch-icon', href: brandPicturePath(brand.value, 'apple-180') },
    ],
    meta: () => themeColors(theme.preference.value),
  })
}

/** Of the bars around the page: as the system is, until its reader has chosen. */
const themeColors = (preference: string) => (['light', 'dark'] as const).map(mode => ({
  key: `theme-${mode}`,
  name: 'theme-color',
  media: `(prefers-color-scheme: ${mode})`,
  content: paper[preference === 'light' || preference === 'dark' ? preference : mode],
}))
