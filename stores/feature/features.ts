import { isOwnFeature, ownFeatures } from '#shared/features'
import type { FeatureKey } from '#shared/features'
import type { FeatureApplyMode, FeatureResult, FeatureSet } from '#shared/protocol/feature'

type Results = FeatureSet['features']

/** The features of this person as the page shows them, and what waits for its moment. */
export const useFeaturesStore = defineStore('features', () => {
  const api = useApi()
  const version = ref(0)
  const shown = shallowRef<Results>({})
  /** What holds from the next page on. */
  const next = shallowRef<Results>()

  /** For a page that is new: everything applies at once. */
  function start(set: FeatureSet) {
    version.value = set.version
    shown.value = set.features
    next.value = undefined
  }

  async function load() {
    start(await api.get<FeatureSet>('/api/features'))
  }

  /** What the server sends later. An older version than the present one is late. */
  function receive(set: FeatureSet) {
    if (version.value === 0) return start(set)
    if (set.version < version.value) return
    version.value = set.version
    shown.value = merge(set.features, ['live'])
    next.value = merge(set.features, ['live', 'next-navigation'])
  }

  /** Another page is shown. */
  function navigated() {
    if (next.value) shown.value = next.value
    next.value = undefined
  }

  /** The new result of each feature that applies in one of these ways, the present one of all others. */
  function merge(features: Results, modes: FeatureApplyMode[]): Results {
    const keys = new Set([...Object.keys(shown.value), ...Object.keys(features)])
    const results = [...keys].flatMap((key): [string, FeatureResult][] => {
      const [present, later] = [own(shown.value, key), own(features, key)]
      const result = modes.includes((later ?? present)?.apply ?? 'live') ? later : present
      return result ? [[key, result]] : []
    })
    return Object.fromEntries(results)
  }

  /** Whether a feature of Plaza is on; what the code says as long as the server has said nothing. */
  function isOn(key: FeatureKey): boolean {
    const value = own(shown.value, key)?.value
    return typeof value === 'boolean' ? value : isOwnFeature(key) && ownFeatures[key]
  }

  return { version, shown, start, load, receive, navigated, isOn }
})

function own(results: Results, key: string): FeatureResult | undefined {
  return Object.hasOwn(results, key) ? results[key] : undefined
}
