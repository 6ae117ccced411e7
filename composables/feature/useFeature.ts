import type { FeatureKey } from '#shared/features'

/** Whether a feature of Plaza is on for this person, live. */
export function useFeature(key: FeatureKey): ComputedRef<boolean> {
  const features = useFeaturesStore()
  return computed(() => features.isOn(key))
}
