export default defineNuxtPlugin({
  name: 'preferences',
  dependsOn: ['pinia'],
  setup() {
    const preferences = usePreferencesStore()
    // What asks Intl first has all of it loaded, which takes longer than to connect: when there is nothing else to do.
    onNuxtReady(preferences.takeZone)
    window.addEventListener('storage', ({ key, newValue }) => {
      if (key === choiceSignal) preferences.hear(newValue)
    })
  },
})
