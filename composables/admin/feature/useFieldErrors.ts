import type { InjectionKey } from 'vue'
import type { FieldError } from '#shared/protocol/problem'

type ErrorOf = (path: string, options?: { deep?: boolean }) => string

const errorKey: InjectionKey<ErrorOf> = Symbol('field errors')

/** Sentences for what is wrong with a feature or a segment, by the path of the field; with `deep` also below it. */
export function provideFieldErrors(errors: Ref<FieldError[]>): ErrorOf {
  const { t, te } = useI18n()
  const { fieldText } = useErrorText()

  const errorOf: ErrorOf = (path, { deep = false } = {}) => {
    const found = errors.value.find(error => error.path === path || (deep && error.path.startsWith(`${path}.`)))
    if (!found) return ''
    // A list that is too short is empty.
    const code = found.code === 'too_small' && found.path.endsWith('.values') ? 'required' : found.code
    const key = `admin.features.error.${code}`
    return te(key) ? t(key) : fieldText('any', code)
  }
  provide(errorKey, errorOf)
  return errorOf
}

export function useFieldErrors(): ErrorOf {
  return inject(errorKey, () => '')
}
