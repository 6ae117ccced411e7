export interface VariantLine { variant: string, color: string, dash?: number[] }

// Told apart by lightness too, and by dashes where colours come again.
const colors = [
  'var(--ui-primary)', 'oklch(0.58 0.1 235)', 'oklch(0.6 0.11 150)', 'oklch(0.55 0.12 300)', 'oklch(0.68 0.12 85)',
]
const dashes = [undefined, [6, 4], [2, 4]]

/** How each variant is drawn: the off variant grey and dashed, as what the others are compared with. */
export function variantLines(variants: readonly string[], off: string): VariantLine[] {
  let place = 0
  return variants.map((variant) => {
    if (variant === off) return { variant, color: 'var(--ui-text-dimmed)', dash: [4, 4] }
    const n = place++
    const dash = dashes[Math.floor(n / colors.length) % dashes.length]
    return { variant, color: colors[n % colors.length] ?? '', dash }
  })
}
