import type { FeatureCatalogue, FeatureImportPreview } from '#shared/protocol/admin/adminFeature'

export interface ImportFault { item: string, path: string, text: string }

const isCatalogue = (value: unknown): value is FeatureCatalogue =>
  typeof value === 'object' && value !== null && Array.isArray((value as { features?: unknown }).features)

/** A file of features, what importing it would change, and what is wrong with it: by feature and place. */
export function useImportPreview() {
  const { t } = useI18n()
  const features = useAdminFeaturesStore()
  const { causeText } = useErrorText()
  const errorText = useFeatureErrorText()
  const catalogue = shallowRef<FeatureCatalogue>()
  const preview = shallowRef<FeatureImportPreview>()
  const faults = ref<ImportFault[]>([])
  const error = ref('')
  const pending = ref(false)
  let asked = 0

  function clear() {
    asked++
    catalogue.value = undefined
    preview.value = undefined
    faults.value = []
    error.value = ''
    pending.value = false
  }

  /** Of two files that are chosen one after the other the second counts. */
  async function read(file: File | undefined) {
    clear()
    if (!file) return
    const mine = asked
    pending.value = true
    const value: unknown = await file.text().then(text => JSON.parse(text) as unknown).catch(() => undefined)
    if (mine !== asked) return
    if (isCatalogue(value)) await compare(value, mine)
    else error.value = t('admin.features.importBad')
    if (mine === asked) pending.value = false
  }

  async function compare(value: FeatureCatalogue, mine: number) {
    try {
      const found = await features.previewImport(value)
      if (mine !== asked) return
      catalogue.value = value
      preview.value = found
    }
    catch (cause) {
      if (mine === asked) refuse(cause, value)
      if (!(cause instanceof ApiError)) throw cause
    }
  }

  function refuse(cause: unknown, value: FeatureCatalogue) {
    const errors = cause instanceof ApiError ? cause.errors : []
    error.value = errors.length ? t('admin.features.importFaults') : causeText(cause)
    faults.value = errors.map(fault => ({ ...placeOf(fault.path, value), text: errorText(fault) }))
  }

  return { catalogue, preview, faults, error, pending, read, clear }
}

/** A path begins with the place in the file, such as `features.3`: the reader knows its key. */
function placeOf(path: string, value: FeatureCatalogue): { item: string, path: string } {
  const [list, place, ...rest] = path.split('.')
  const items: { key?: unknown }[] | undefined = list === 'segments' ? value.segments : value.features
  const key = items?.[Number(place)]?.key
  return { item: typeof key === 'string' && key ? key : `${list}.${place}`, path: rest.join('.') }
}
