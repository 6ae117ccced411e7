import type { FeatureSegment } from '#shared/protocol/admin/adminFeature'

const path = '/api/admin/segments'
const byKey = (one: FeatureSegment, other: FeatureSegment) => one.key.localeCompare(other.key)

/** Groups of people that rules name by key. */
export const useAdminSegmentsStore = defineStore('adminSegments', () => {
  const api = useApi()
  const segments = ref<FeatureSegment[]>([])

  async function load() {
    segments.value = (await api.get<{ segments: FeatureSegment[] }>(path)).segments
  }

  function receive(segment: FeatureSegment) {
    segments.value = [...segments.value.filter(({ key }) => key !== segment.key), segment].sort(byKey)
  }

  async function create(fields: Omit<FeatureSegment, 'updatedAt'>) {
    receive((await api.post<{ segment: FeatureSegment }>(path, fields)).segment)
  }

  async function save(key: string, fields: Partial<Pick<FeatureSegment, 'description' | 'conditions'>>) {
    receive((await api.patch<{ segment: FeatureSegment }>(`${path}/${encodeURIComponent(key)}`, fields)).segment)
  }

  async function remove(key: string) {
    await api.delete(`${path}/${encodeURIComponent(key)}`)
    segments.value = segments.value.filter(segment => segment.key !== key)
  }

  return { segments, load, create, save, remove }
})
