/** Lightness and chroma of the accent, as assets/css/main.css has them: with another hue contrast stays what it is. */
const steps = {
  50: [0.975, 0.012],
  100: [0.945, 0.028],
  200: [0.89, 0.055],
  300: [0.815, 0.09],
  400: [0.73, 0.125],
  500: [0.62, 0.14],
  600: [0.535, 0.132],
  700: [0.46, 0.115],
  800: [0.39, 0.093],
  900: [0.335, 0.074],
  950: [0.23, 0.05],
} as const

/** The style sheet that gives the accent another hue (in degrees); none for the house's own. */
export function accentStyle(hue: number | null): { key: string, innerHTML: string }[] {
  if (hue === null) return []
  const colors = Object.entries(steps).map(([step, [lightness, chroma]]) =>
    `--color-terracotta-${step}:oklch(${lightness} ${chroma} ${hue})`,
  )
  return [{ key: 'accent', innerHTML: `:root:root{${colors.join(';')}}` }]
}
