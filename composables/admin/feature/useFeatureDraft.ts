import type { AdminFeature } from '#shared/protocol/admin/adminFeature'
import { definitionOf, fromDraft, mergeDraft, patchOf, toDraft } from '~/utils/admin/feature/featureDraft'

/** A draft of a feature and the version it was made from. It survives a look at another tab of the feature. */
export function useFeatureDraft(feature: AdminFeature) {
  const features = useAdminFeaturesStore()
  const kept = features.unsaved?.base.key === feature.key ? features.unsaved : undefined
  const base = shallowRef(kept?.base ?? feature)
  const draft = ref(kept?.draft ?? toDraft(feature))
  const patch = computed(() => patchOf(definitionOf(base.value), fromDraft(draft.value).definition))
  const isDirty = computed(() => Object.keys(patch.value).length > 0)

  /** The draft of another version; with `keep` what was changed here stays changed. */
  function restart(from: AdminFeature, { keep = false } = {}) {
    const next = keep && isDirty.value ? mergeDraft(draft.value, base.value, from) : toDraft(from)
    base.value = from
    draft.value = next
  }

  // What is done from this page itself, such as the kill switch, is no conflict.
  watch(() => features.current, (now) => {
    if (now?.key === base.value.key && now.version > base.value.version) restart(now, { keep: true })
  })

  const warn = (event: BeforeUnloadEvent) => {
    if (isDirty.value) event.preventDefault()
  }
  onMounted(() => {
    features.unsaved = undefined
    window.addEventListener('beforeunload', warn)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', warn)
    features.unsaved = isDirty.value ? { base: base.value, draft: draft.value } : undefined
  })

  return { base, draft, patch, isDirty, restart }
}
