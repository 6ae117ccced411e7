import { brandSign } from '#shared/brandPicture'

/** What the tab of a browser shows: the picture of the brand, or the sign of the house in the colour of the brand. */
export function faviconOf({ hue, logo }: { hue: number | null, logo: string | null }): string {
  if (logo) return logo
  return hue === null
    ? '/favicon.svg'
    : `data:image/svg+xml,${encodeURIComponent(brandSign(`oklch(0.535 0.132 ${hue})`))}`
}
