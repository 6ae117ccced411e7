import type { SiteManifest } from '#shared/protocol/site'
import { currentSettings } from './policy'

/** Of the window before the page is there: the paper of the light theme. */
const paper = '#fafaf9'

/** How a system shows Plaza once it is installed, under the name that an admin chose. */
export function describeManifest(): SiteManifest {
  const { name } = currentSettings().brand
  const icon = (file: string, size: number, purpose: 'any' | 'maskable') =>
    ({ src: `/icons/${file}.png`, sizes: `${size}x${size}`, type: 'image/png' as const, purpose })
  return {
    id: '/', name, short_name: name, start_url: '/rooms', scope: '/', display: 'standalone',
    theme_color: paper, background_color: paper,
    icons: [icon('icon-192', 192, 'any'), icon('icon-512', 512, 'any'), icon('maskable-512', 512, 'maskable')],
  }
}
