import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '~/utils/api'
import { goTo } from '../../support/nuxt'

const send = vi.fn(async (_fields: Record<string, string>, _form: HTMLFormElement): Promise<unknown> => undefined)

beforeEach(() => void send.mockReset().mockResolvedValue(undefined))

/** A form with two fields, as pages have them. */
const page = defineComponent({
  setup(_props, { expose }) {
    const form = useForm({
      form: 'account', fields: ['username', 'email'], texts: { unauthenticated: 'Not your password.' }, send,
    })
    expose(form)
    const field = (name: string, value: string) =>
      h('input', { name, value, 'aria-invalid': form.errors.value[name] ? true : undefined })
    return () => h('form', { onSubmit: (event: Event) => form.submit(event) }, [
      field('username', 'ada'), field('email', 'ada@example.org'),
      h('p', { role: 'alert' }, form.error.value),
      Object.values(form.errors.value).map(text => h('p', text)),
      h('button', { 'aria-disabled': form.pending.value }),
    ])
  },
})

const open = () => mount(page, { attachTo: document.body })
const submit = async (form: ReturnType<typeof open>) => {
  await form.trigger('submit')
  await flushPromises()
}
const alertOf = (form: ReturnType<typeof open>) => form.get('[role=alert]').text()
const fieldErrors = (form: ReturnType<typeof open>) => form.findAll('p:not([role])').map(error => error.text())

describe('sending', () => {
  test('gives what was typed, and the form', async () => {
    const form = open()
    await form.get('[name=username]').setValue('countess')
    await submit(form)
    expect(send).toHaveBeenCalledExactlyOnceWith({ username: 'countess', email: 'ada@example.org' }, form.element)
    expect(alertOf(form)).toBe('')
  })

  test('happens once, however often it is pressed', async () => {
    let settle = () => {}
    send.mockReturnValue(new Promise<void>(resolve => settle = resolve))
    const form = open()
    await submit(form)
    await submit(form)
    expect(form.get('button').attributes('aria-disabled')).toBe('true')
    settle()
    await flushPromises()
    expect(form.get('button').attributes('aria-disabled')).toBe('false')
    expect(send).toHaveBeenCalledOnce()
    await submit(form)
    expect(send).toHaveBeenCalledTimes(2)
  })
})

describe('a refusal', () => {
  test('of a field stands at the field, which gets the focus', async () => {
    send.mockRejectedValue(new ApiError('invalid', 400, [{ path: 'email', code: 'email' }]))
    const form = open()
    await submit(form)
    expect(alertOf(form)).toBe('')
    expect(fieldErrors(form)).toHaveLength(1)
    expect(document.activeElement).toBe(form.get('[name=email]').element)
  })

  test('whose code names a field stands there too', async () => {
    send.mockRejectedValue(new ApiError('username_taken', 409))
    const form = open()
    await submit(form)
    expect(document.activeElement).toBe(form.get('[name=username]').element)
  })

  test('of a field that this form does not have is told above it', async () => {
    send.mockRejectedValue(new ApiError('invalid', 400, [{ path: 'token', code: 'required' }]))
    const form = open()
    await submit(form)
    expect(alertOf(form)).toBe('Some fields are not valid. Check them and try again.')
    expect(fieldErrors(form)).toEqual([])
  })

  test.each([
    ['in words of its own', new ApiError('unauthenticated', 401), 'Not your password.'],
    ['for the reason it was forbidden', new ApiError('forbidden', 403, [], undefined, 'muted'),
      'An admin has muted you. You can read, but not write until the mute ends.'],
  ])('is told %s', async (_how, error, text) => {
    send.mockRejectedValue(error)
    const form = open()
    await submit(form)
    expect(alertOf(form)).toBe(text)
  })

  test('is gone while the next try is under way', async () => {
    send.mockRejectedValueOnce(new ApiError('unavailable', 503))
    const form = open()
    await submit(form)
    expect(alertOf(form)).not.toBe('')
    send.mockReturnValue(new Promise(() => {}))
    await submit(form)
    expect(alertOf(form)).toBe('')
  })
})

test('a fault of ours is told in general and reported', async () => {
  send.mockRejectedValue(new TypeError('broken'))
  const faults: unknown[] = []
  const form = mount(page, { global: { config: { errorHandler: error => void faults.push(error) } } })
  await submit(form)
  expect(alertOf(form)).not.toBe('')
  expect(faults).toEqual([new TypeError('broken')])
})

describe('a form that the browser posted comes back', () => {
  test.each([
    ['with the error at its field', '?error=username_taken&field=username&form=account', '', 1],
    ['with the error above it', '?error=unavailable', 'The server cannot do that at the moment. Try again later.', 0],
    ['without the error of another form', '?error=unavailable&form=password', '', 0],
    ['without the error of a field it does not have', '?error=required&field=topic', '', 0],
  ])('%s', (_how, query, alert, fields) => {
    goTo(`/settings${query}`)
    const form = open()
    expect(alertOf(form)).toBe(alert)
    expect(fieldErrors(form)).toHaveLength(fields)
  })
})
