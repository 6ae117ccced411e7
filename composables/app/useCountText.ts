/** A text with a count in it, as the language writes numbers. */
export function useCountText(): (key: string, count: number) => string {
  const { t } = useI18n()
  const numberText = useNumberText()
  return (key, count) => t(key, { count: numberText(count) }, count)
}
