export default defineNuxtPlugin({
  name: 'preferences',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    const preferences = usePreferencesStore()
    // Not when the app is mounted: the page may still be waiting to take over what the server rendered.
    nuxtApp.hooks.hookOnce('app:suspense:resolve', preferences.takeZone)
    window.addEventListener('storage', ({ key }) => {
      if (key === choiceSignal) preferences.refresh()
    })
  },
})
