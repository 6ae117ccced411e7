/**
 * A count as the language writes it. Below 1,000, where nothing is grouped, nothing is asked of Intl: its first
 * formatter costs a phone a tenth of a second, in the midst of hydration.
 */
export function useNumberText(): (count: number) => string {
  const { n } = useI18n()
  return count => Number.isInteger(count) && count >= 0 && count < 1_000 ? String(count) : n(count)
}
