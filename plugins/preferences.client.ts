export default defineNuxtPlugin({
  name: 'preferences',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    const preferences = usePreferencesStore()
    nuxtApp.hook('app:mounted', preferences.takeZone)
    window.addEventListener('storage', ({ key }) => {
      if (key === choiceSignal) preferences.refresh()
    })
  },
})
