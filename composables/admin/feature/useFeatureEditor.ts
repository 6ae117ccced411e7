import type { AdminFeature } from '#shared/protocol/admin/adminFeature'
import type { FieldError } from '#shared/protocol/problem'
import { fromDraft } from '~/utils/admin/feature/featureDraft'

/**
 * A feature while an admin edits it. It is saved as a change of the version that was read: when somebody else has
 * changed the feature meanwhile, nothing is saved, and the admin chooses whether their own changes go on from the
 * new version.
 */
export function useFeatureEditor(feature: AdminFeature) {
  const features = useAdminFeaturesStore()
  const { base, draft, patch, isDirty, restart } = useFeatureDraft(feature)
  const { errors, error, conflict, refuse, clear } = useRefusal()
  /** The reason, when what happened meanwhile is a kill. */
  const killed = ref('')
  const pending = ref(false)
  const saved = ref(false)
  watch(draft, () => { saved.value = false }, { deep: true, flush: 'sync' })

  /** True when it is stored. */
  async function save(): Promise<boolean> {
    if (pending.value) return false
    pending.value = true
    clear()
    try {
      const { errors } = fromDraft(draft.value)
      if (errors.length) throw new ApiError('invalid', 400, errors)
      restart(await features.save(base.value.key, { ...patch.value, version: base.value.version }))
      return saved.value = true
    }
    catch (cause) {
      refuse(cause)
      if (conflict.value) killed.value = await newKill()
      return false
    }
    finally {
      pending.value = false
    }
  }

  async function newKill(): Promise<string> {
    const now = await features.peek(base.value.key).catch(() => undefined)
    return base.value.killed ? '' : now?.killed?.reason ?? ''
  }

  /** After a conflict: the feature as it is now, with or without what was changed here. */
  async function reload({ keep }: { keep: boolean }) {
    try {
      restart(await features.open(base.value.key), { keep })
      clear()
    }
    catch (cause) {
      refuse(cause)
    }
  }

  function discard() {
    clear()
    restart(base.value)
  }

  return { base, draft, errors, error, conflict, killed, pending, saved, isDirty, save, reload, discard }
}

/** Why it was not saved: fields that are wrong, a conflict, or a sentence. */
function useRefusal() {
  const { causeText } = useErrorText()
  const errors = ref<FieldError[]>([])
  const error = ref('')
  const conflict = ref(false)

  function refuse(cause: unknown) {
    if (!(cause instanceof ApiError)) throw cause
    conflict.value = cause.code === 'conflict' && cause.detail === 'changed_meanwhile'
    errors.value = cause.errors
    error.value = conflict.value ? '' : causeText(cause)
  }

  function clear() {
    errors.value = []
    error.value = ''
    conflict.value = false
  }

  return { errors, error, conflict, refuse, clear }
}
