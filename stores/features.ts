import type { FeatureSet } from '#shared/protocol'

/** What is switched on for this person. */
export const useFeaturesStore = defineStore('features', () => {
  const current = ref<FeatureSet>({ version: 0, features: {} })

  function receive(next: FeatureSet) {
    if (next.version >= current.value.version) current.value = { version: next.version, features: next.features }
  }

  return { current, receive }
})
