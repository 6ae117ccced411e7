import { brandPicturePath, brandPictures } from '#shared/brandPicture'
import type { BrandPicture } from '#shared/brandPicture'
import type { SiteManifest } from '#shared/protocol/site'
import { paper } from '#shared/theme'
import { describeBrand } from './brand'

/** How a system shows Plaza once it is installed, under the name, sign and colour that an admin chose. */
export function describeManifest(): SiteManifest {
  const brand = describeBrand()
  const icon = (name: BrandPicture, purpose: 'any' | 'maskable') => {
    const { width, height } = brandPictures[name]
    return { src: brandPicturePath(brand, name), sizes: `${width}x${height}`, type: 'image/png' as const, purpose }
  }
  return {
    id: '/', name: brand.name, short_name: brand.name, start_url: '/rooms', scope: '/', display: 'standalone',
    // Of the window before the page is there; the page then says which theme it has.
    theme_color: paper.light, background_color: paper.light,
    icons: [icon('icon-192', 'any'), icon('icon-512', 'any'), icon('maskable-512', 'maskable')],
  }
}
