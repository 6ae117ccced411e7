import type { InjectionKey } from 'vue'
import type { FieldError } from '#shared/protocol/problem'

type ErrorOf = (path: string, options?: { deep?: boolean }) => string

const errorKey: InjectionKey<ErrorOf> = Symbol('field errors')

/** A sentence for what is wrong with a field of a feature or a segment. */
export function useFeatureErrorText() {
  const { t, te } = useI18n()
  const { fieldText } = useErrorText()

  return ({ path, code: given }: FieldError) => {
    // A list that is too short is empty.
    const code = given === 'too_small' && path.endsWith('.values') ? 'required' : given
    const key = `admin.features.error.${code}`
    return te(key) ? t(key) : fieldText('any', code)
  }
}

/** Sentences for what is wrong with a feature or a segment, by the path of the field; with `deep` also below it. */
export function provideFieldErrors(errors: Ref<FieldError[]>): ErrorOf {
  const errorText = useFeatureErrorText()

  const errorOf: ErrorOf = (path, { deep = false } = {}) => {
    const found = errors.value.find(error => error.path === path || (deep && error.path.startsWith(`${path}.`)))
    return found ? errorText(found) : ''
  }
  provide(errorKey, errorOf)
  return errorOf
}

export function useFieldErrors(): ErrorOf {
  return inject(errorKey, () => '')
}
