/** The sign of the house, as public/favicon.svg has it, in another hue. */
const sign = (hue: number) =>
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
  + `<rect width="32" height="32" rx="8" fill="oklch(0.535 0.132 ${hue})"/><circle cx="16" cy="16" r="5" fill="#fff"/>`
  + '<path d="M7 7h4M7 7v4M25 7h-4M25 7v4M7 25h4M7 25v-4M25 25h-4M25 25v-4"'
  + ' stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>'

/** What the tab of a browser shows: the picture of the brand, or the sign of the house in the colour of the brand. */
export function faviconOf({ hue, logo }: { hue: number | null, logo: string | null }): string {
  if (logo) return logo
  return hue === null ? '/favicon.svg' : `data:image/svg+xml,${encodeURIComponent(sign(hue))}`
}
