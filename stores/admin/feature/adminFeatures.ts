import type {
  AdminFeature, FeatureCatalogue, FeatureDefinition, FeatureImportPreview, FeatureSimulation,
} from '#shared/protocol/admin/adminFeature'
import type { FeatureDraft } from '~/utils/admin/feature/featureDraft'

const path = '/api/admin/features'
const pathOf = (key: string) => `${path}/${encodeURIComponent(key)}`

type Answer = Promise<{ feature: AdminFeature }>
type Fields = Partial<FeatureDefinition> & { key: string }
type Patch = Partial<FeatureDefinition> & { version?: number, rampPaused?: boolean }

/** Features, as admins see and change them. */
export const useAdminFeaturesStore = defineStore('adminFeatures', () => {
  const api = useApi()
  const list = createAdminList<AdminFeature>(api, path, 'features')
  const current = ref<AdminFeature>()
  /** Every feature, for what refers to others by key. */
  const all = ref<AdminFeature[]>([])
  /** What was being edited when the editor was left. */
  const unsaved = shallowRef<{ base: AdminFeature, draft: FeatureDraft }>()

  /** An answer that comes late never puts an older version in the place of a newer one. */
  async function receive(answer: Answer): Promise<AdminFeature> {
    const { feature } = await answer
    const isOlder = current.value?.key === feature.key && current.value.version > feature.version
    if (!isOlder) current.value = feature
    return feature
  }

  /** As it is now, without showing it. */
  const peek = async (key: string) => (await api.get<{ feature: AdminFeature }>(pathOf(key))).feature
  const open = (key: string) => receive(api.get(pathOf(key)))
  const save = (key: string, patch: Patch) => receive(api.patch(pathOf(key), patch))
  const kill = (key: string, reason: string) => receive(api.post(`${pathOf(key)}/kill`, { reason }))
  const revert = (key: string, version: number) => receive(api.post(`${pathOf(key)}/revert`, { version }))
  const create = (fields: Fields) => receive(api.post(path, fields))
  const remove = (key: string) => api.delete(pathOf(key))

  async function loadAll() {
    const found: AdminFeature[] = []
    let cursor: string | undefined
    do {
      const page: { features: AdminFeature[], cursor?: string } = await api.get(path, { limit: 200, cursor })
      found.push(...page.features)
      cursor = page.cursor
    } while (cursor)
    all.value = found
  }

  const simulate = (key: string, context: Record<string, unknown>) =>
    api.post<FeatureSimulation>(`${pathOf(key)}/simulation`, { context })

  const previewImport = (catalogue: FeatureCatalogue) =>
    api.post<FeatureImportPreview>('/api/admin/feature-catalogue/preview', catalogue)
  const importCatalogue = (catalogue: FeatureCatalogue) =>
    api.post<{ created: number, changed: number }>('/api/admin/feature-catalogue', catalogue)

  return {
    ...list, current, all, unsaved, open, peek, loadAll, create, save, kill, revert, remove, simulate, previewImport,
    importCatalogue,
  }
})
