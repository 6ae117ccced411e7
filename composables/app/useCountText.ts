/** A text with a count in it, as the language writes numbers. */
export function useCountText(): (key: string, count: number) => string {
  const { n, t } = useI18n()
  return (key, count) => t(key, { count: n(count) }, count)
}
