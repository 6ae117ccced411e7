import type { FeatureFigures, FeatureReach } from '#shared/protocol/admin/adminFeature'

/** How a feature goes: whom its last change has reached, and what happens to the people who have it. */
export const useAdminFeatureWatchStore = defineStore('adminFeatureWatch', () => {
  const api = useApi()
  const key = ref('')
  const reach = ref<FeatureReach>()
  const figures = ref<FeatureFigures>()
  const pathOf = (of: string) => `/api/admin/features/${encodeURIComponent(of)}`

  /** Shows nothing of the feature before. */
  function watchFeature(of: string) {
    if (of === key.value) return
    key.value = of
    reach.value = undefined
    figures.value = undefined
  }

  async function loadReach(of: string) {
    const answer = await api.get<FeatureReach>(`${pathOf(of)}/reach`)
    if (of === key.value) reach.value = answer
  }

  let asked = 0
  async function loadFigures(of: string, hours: number) {
    const mine = ++asked
    const answer = await api.get<{ figures: FeatureFigures }>(`${pathOf(of)}/figures`, { hours })
    if (of === key.value && mine === asked) figures.value = answer.figures
  }

  return { reach, figures, watchFeature, loadReach, loadFigures }
})
