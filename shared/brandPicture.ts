import type { Site } from './protocol/site'

interface Shape {
  width: number
  height: number
  /** Of the sign in its middle. */
  side: number
  /** With the colour of the brand around the sign; transparent otherwise. */
  filled: boolean
}

/** What systems show for Plaza. A maskable picture is cut to any shape: its sign keeps to the middle. */
export const brandPictures = {
  'icon-192': { width: 192, height: 192, side: 192, filled: false },
  'icon-512': { width: 512, height: 512, side: 512, filled: false },
  'maskable-512': { width: 512, height: 512, side: 368, filled: true },
  'apple-180': { width: 180, height: 180, side: 130, filled: true },
  'share': { width: 1200, height: 630, side: 320, filled: true },
} satisfies Record<string, Shape>

export type BrandPicture = keyof typeof brandPictures

/** The hue of the house, in degrees. */
export const houseHue = 40

/** Its address: the house's own in `public/icons`, or one that changes with the brand. */
export function brandPicturePath({ hue, logo }: Site['brand'], name: BrandPicture): string {
  if (hue === null && !logo) return `/icons/${name}.png`
  return `/brand/${name}.png?v=${hue ?? 'house'}-${logo?.split('=').at(-1) ?? 'sign'}`
}

/** The sign of the house on a ground of this colour. */
export function brandSign(ground: string): string {
  return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    + `<rect width="32" height="32" rx="8" fill="${ground}"/><circle cx="16" cy="16" r="5" fill="#fff8f3"/>`
    + '<path d="M7 7h4M7 7v4M25 7h-4M25 7v4M7 25h4M7 25v-4M25 25h-4M25 25v-4"'
    + ' fill="none" stroke="#fff8f3" stroke-width="2" stroke-linecap="round"/></svg>'
}

/**
 * The accent of this hue, as `accent-600` of the style sheet, for what does not know oklch
 * (https://bottosson.github.io/posts/oklab/). What sRGB does not have is cut off.
 */
export function brandColor(hue: number | null): string {
  const [lightness, chroma] = [0.535, 0.132]
  const angle = (hue ?? houseHue) * Math.PI / 180
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return `#${linear.map(value => byteOf(value).toString(16).padStart(2, '0')).join('')}`
}

function byteOf(linear: number): number {
  const bounded = Math.min(1, Math.max(0, linear))
  return Math.round(255 * (bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * bounded ** (1 / 2.4) - 0.055))
}
