type Rgb = [number, number, number]

/** The nicest first; on each colour there is, white or black is read well enough. */
const inks = ['#ffffff', '#1c1917', '#000000']

/** What is read on this colour. */
export function inkOn(colour: string): string {
  return inks.find(ink => contrast(ink, colour) >= 4.5) ?? '#000000'
}

/** The colour, as much darker or lighter as it takes to be seen on this ground; as text, by default (WCAG 2.2). */
export function readableOn(ground: string, colour: string, least = 4.6): string {
  const towards = luminance(ground) > 0.4 ? '#000000' : '#ffffff'
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = mix(colour, towards, share)
    if (contrast(mixed, ground) >= least) return mixed
  }
  return towards
}

/** WCAG 2.2, contrast ratio. */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [r, g, b] = rgbOf(colour).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function mix(colour: string, towards: string, share: number): string {
  const other = rgbOf(towards)
  const mixed = rgbOf(colour).map((value, index) => Math.round(value + ((other[index] ?? 0) - value) * share))
  return `#${mixed.map(value => value.toString(16).padStart(2, '0')).join('')}`
}

function rgbOf(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16 & 255, value >> 8 & 255, value & 255]
}
