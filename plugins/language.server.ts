/** The page comes in the language that was chosen in this browser, and the browser goes on in it. */
export default defineNuxtPlugin({
  name: 'language',
  dependsOn: ['pinia', 'i18n:plugin:route-locale-detect'],
  async setup({ $i18n }) {
    const { language } = usePreferencesStore()
    const chosen = $i18n.localeCodes.value.find(code => code === language)
    if (chosen && chosen !== $i18n.locale.value) await $i18n.setLocale(chosen)
  },
})
