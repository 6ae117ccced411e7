import { brandPicturePath, brandPictures } from '#shared/brandPicture'

/**
 * What a link to this page looks like where it is shared; for pages that anybody may see. No other page says anything.
 * Only what fetches links reads it, so it is not in the scripts.
 */
export function useShareHead(title: () => string, description: () => string) {
  if (import.meta.client) return
  const site = useSiteStore()
  const { origin, pathname } = useRequestURL()
  const base = useRuntimeConfig().public.url || origin
  const image = new URL(brandPicturePath(site.current.brand, 'share'), base).href
  useSeoMeta({
    description,
    ogType: 'website',
    ogSiteName: site.current.brand.name,
    ogTitle: title,
    ogDescription: description,
    ogUrl: new URL(pathname, base).href,
    ogImage: [{ url: image, type: 'image/png', ...pick(brandPictures.share), alt: site.current.brand.name }],
    twitterCard: 'summary_large_image',
  })
}

const pick = ({ width, height }: { width: number, height: number }) => ({ width, height })
