/** Sentences for the stable codes of the API. */
export function useErrorText() {
  const { t, te } = useI18n()

  const errorText = (code: string) => {
    const key = [`error.${code}`, `field.any.${code}`].find(candidate => te(candidate))
    return t(key ?? 'error.internal')
  }
  const fieldText = (field: string, code: string) => {
    if (te(`field.${field}.${code}`)) return t(`field.${field}.${code}`)
    return te(`field.any.${code}`) ? t(`field.any.${code}`) : t('field.any.invalid')
  }
  const causeText = (cause: unknown) =>
    errorText(cause instanceof ApiError ? (te(`error.${cause.reason}`) ? cause.reason : cause.code) : 'internal')

  return { errorText, fieldText, causeText }
}
