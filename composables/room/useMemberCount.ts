/** How many members a room has, in words, as the language writes numbers. */
export function useMemberCount(): (count: number) => string {
  const { n, t } = useI18n()
  return count => t('room.members', { count: n(count) }, count)
}
