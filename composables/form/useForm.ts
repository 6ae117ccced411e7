import type { FieldError } from '#shared/protocol/problem'

type Fields = Record<string, string>

interface FormOptions {
  /** Its name in the query, where a page has several forms. */
  form?: string
  /** The form's fields; an error of the query that names none of them belongs to another form of the page. */
  fields: string[]
  /** Sentences that fit this form better than the common ones, by code. */
  texts?: Record<string, string>
  send: (fields: Fields, form: HTMLFormElement) => Promise<unknown>
}

interface FormFailure {
  code: string
  errors: FieldError[]
}

const fieldOfCode: Record<string, string> = { email_taken: 'email', username_taken: 'username' }

/**
 * A form that works in two ways: posted by the browser, with the error coming back in the query
 * (`?error=code&field=name`), or sent by `send`, with the error shown where it belongs.
 */
export function useForm({ form, fields, texts = {}, send }: FormOptions) {
  const { errorText, fieldText } = useErrorText()
  const failure = ref(failureOfQuery(useRoute().query, fields, form))
  const pending = ref(false)

  const errors = computed(() => {
    if (!failure.value) return {}
    const { code, errors } = failure.value
    const named = errors.length ? errors : [{ path: fieldOfCode[code] ?? '', code }]
    return Object.fromEntries(named.filter(({ path }) => fields.includes(path))
      .map(error => [error.path, texts[error.code] ?? fieldText(error.path, error.code)]))
  })
  const error = computed(() => {
    if (!failure.value || Object.keys(errors.value).length) return ''
    return texts[failure.value.code] ?? errorText(failure.value.code)
  })

  async function submit(event: Event) {
    const element = event.currentTarget
    if (pending.value || !(element instanceof HTMLFormElement)) return
    pending.value = true
    failure.value = null
    try {
      await send(Object.fromEntries(new FormData(element)) as Fields, element)
    }
    catch (cause) {
      failure.value = cause instanceof ApiError
        ? { code: cause.reason, errors: cause.errors }
        : { code: 'internal', errors: [] }
      await nextTick()
      element.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
      if (!(cause instanceof ApiError)) throw cause
    }
    finally {
      pending.value = false
    }
  }

  return { errors, error, pending, submit }
}

function failureOfQuery(
  query: Record<string, unknown>, fields: string[], form: string | undefined,
): FormFailure | null {
  const { error, field } = query
  if (typeof error !== 'string' || (form && typeof query.form === 'string' && query.form !== form)) return null
  if (typeof field !== 'string' || !field) return { code: error, errors: [] }
  return fields.includes(field) ? { code: error, errors: [{ path: field, code: error }] } : null
}
