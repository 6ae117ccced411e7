export default defineNuxtPlugin({
  name: 'preferences',
  dependsOn: ['pinia'],
  setup(nuxtApp) {
    const preferences = usePreferencesStore()
    // What asks Intl first has all of it loaded, which takes longer than to connect: when there is nothing else to do.
    onNuxtReady(preferences.takeZone)
    // What another tab chooses before the page is hydrated is none of what the server has rendered.
    const hydrated = new Promise<void>(resolve => nuxtApp.hooks.hookOnce('app:suspense:resolve', () => resolve()))
    window.addEventListener('storage', ({ key, newValue }) => {
      if (key === choiceSignal) void hydrated.then(() => preferences.hear(newValue))
    })
  },
})
