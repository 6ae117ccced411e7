/** A message in one line of text, also when only its tombstone is left. */
export function useMessageExcerpt() {
  const { t } = useI18n()
  return (body: string | null) => body === null ? t('message.deleted') : excerptOf(body)
}
