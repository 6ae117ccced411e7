/** How a stranger is greeted: where guests may come in, nobody needs an account. */
export function useWelcome() {
  const { t } = useI18n()
  const site = useSiteStore()

  return computed(() => {
    const { guests, brand: { name } } = site.current
    return guests
      ? { title: t('landing.title'), text: t('landing.text', { name }) }
      : { title: t('landing.closedTitle', { name }), text: t('landing.closedText', { name }) }
  })
}
