import { flushPromises, mount } from '@vue/test-utils'
import type { Component } from 'vue'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import AuthGuestForm from '~/components/auth/AuthGuestForm.vue'
import AuthLoginForm from '~/components/auth/AuthLoginForm.vue'
import AuthPasswordForm from '~/components/auth/AuthPasswordForm.vue'
import AuthRegisterForm from '~/components/auth/AuthRegisterForm.vue'
import AuthResetForm from '~/components/auth/AuthResetForm.vue'
import AuthSetupForm from '~/components/auth/AuthSetupForm.vue'
import { ada, messageOf, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo, navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient({ user: null }).server
})

function open(component: Component, props: Record<string, unknown> = {}) {
  const form = mount(component, { props, attachTo: document.body })
  const fill = async (fields: Record<string, string>) => {
    for (const [name, value] of Object.entries(fields)) await form.get(`input[name=${name}]`).setValue(value)
    await form.get('form').trigger('submit')
    await vi.dynamicImportSettled()
    await flushPromises()
  }
  const alert = () => form.find('[role=alert]').exists() ? form.get('[role=alert]').text() : ''
  const invalid = () => form.findAll('[aria-invalid=true]').map(field => field.attributes('name'))
  return { form, fill, alert, invalid }
}

const newcomer = { email: 'ada@example.org', username: 'ada', password: 'a long secret' }

test('a password can be shown, stays what was typed, and is hidden again', async () => {
  const { form } = open(AuthLoginForm)
  const field = form.get('input[name=password]')
  const shows = form.findAll('button').find(button => button.text() === 'Show password')!
  await field.setValue('a long secret')
  const states = []
  for (let presses = 0; presses < 3; presses++) {
    states.push([field.attributes('type'), shows.attributes('aria-pressed')])
    await shows.trigger('click')
  }
  expect(states).toEqual([['password', 'false'], ['text', 'true'], ['password', 'false']])
  expect((field.element as HTMLInputElement).value).toBe('a long secret')
})

test('the first field has the focus where there are keys, and nobody is doing anything else', () => {
  const media = vi.spyOn(globalThis, 'matchMedia')
  const matching = (matches: boolean) => media.mockReturnValue({ matches } as MediaQueryList)
  matching(true)
  const { form } = open(AuthLoginForm)
  expect(document.activeElement).toBe(form.get('input[name=login]').element)
  form.get<HTMLInputElement>('input[name=password]').element.focus()
  open(AuthGuestForm)
  expect(document.activeElement?.getAttribute('name')).toBe('password')
  ;(document.activeElement as HTMLElement).blur()
  matching(false)
  open(AuthRegisterForm)
  expect(document.activeElement).toBe(document.body)
  media.mockRestore()
})

describe('entering with a name', () => {
  const enterSquare = () => server.on('POST /api/guests', () =>
    ({ user: { ...ada, kind: 'guest' }, room: roomOf({ id: 4, square: true, lastSeq: 1 }) }))

  test('leads into the square', async () => {
    enterSquare()
    const messages = [messageOf(1, { roomId: 4 })]
    server.on('GET /api/rooms/4/messages', () => ({ messages, users: [], hasMore: false }))
    const { fill } = open(AuthGuestForm)
    await fill({ username: 'ada' })
    expect(server.requests[0]?.body).toEqual({ username: 'ada' })
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms/4')
    expect(useMessagesStore().byRoom[4]?.messages).toHaveLength(1)
  })

  test('leads into the square also when its messages do not come', async () => {
    enterSquare()
    server.on('GET /api/rooms/4/messages', () => { throw problem('unavailable', 503) })
    await open(AuthGuestForm).fill({ username: 'ada' })
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms/4')
  })

  test('leads to the rooms where there is no square', async () => {
    server.on('POST /api/guests', () => ({ user: { ...ada, kind: 'guest' } }))
    await open(AuthGuestForm).fill({ username: 'ada' })
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms')
  })

  test('that is taken says so at the name, and leads nowhere', async () => {
    server.on('POST /api/guests', () => { throw problem('username_taken', 409) })
    const { fill, invalid } = open(AuthGuestForm)
    await fill({ username: 'ada' })
    expect(invalid()).toEqual(['username'])
    expect(navigateTo).not.toHaveBeenCalled()
  })
})

describe('logging in', () => {
  const login = { login: 'ada', password: 'secret' }

  test('leads to where one wanted to go', async () => {
    server.on('POST /api/session', () => ({ user: ada }))
    goTo('/login?next=/rooms/7%3Fpanel=details')
    await open(AuthLoginForm).fill(login)
    expect(server.requests[0]?.body).toEqual(login)
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms/7?panel=details')
  })

  test('never leads to another site', async () => {
    server.on('POST /api/session', () => ({ user: ada }))
    goTo('/login?next=//evil.example/')
    const { form, fill } = open(AuthLoginForm)
    expect(form.get('input[name=next]').attributes('value')).toBe('/rooms')
    await fill(login)
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms')
  })

  test('as somebody else leaves nothing of who was here', async () => {
    useSessionStore().become({ ...ada, id: 9, kind: 'guest' })
    server.on('POST /api/session', () => ({ user: ada }))
    await open(AuthLoginForm).fill(login)
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms', { external: true })
  })

  test.each([
    ['unauthenticated', 401, 'Wrong username or password.'],
    ['rate_limited', 429, 'Too many failed attempts. Wait a while, or use a device you have logged in on before.'],
  ] as const)('that fails with %s says why, and keeps what was typed', async (code, status, text) => {
    server.on('POST /api/session', () => { throw problem(code, status) })
    const { form, fill, alert } = open(AuthLoginForm)
    await fill(login)
    expect(alert()).toBe(text)
    expect(form.get<HTMLInputElement>('input[name=login]').element.value).toBe('ada')
    expect(navigateTo).not.toHaveBeenCalled()
  })

  test('that takes long says why, and no more once it is over', async () => {
    vi.useFakeTimers()
    let refuse = () => {}
    const refused = new Promise((_resolve, reject) => refuse = () => reject(problem('unauthenticated', 401)))
    server.on('POST /api/session', () => refused)
    const { form } = open(AuthLoginForm)
    await form.get('form').trigger('submit')
    await vi.advanceTimersByTimeAsync(2_900)
    expect(form.get('[role=status]').text()).toBe('')
    await vi.advanceTimersByTimeAsync(200)
    expect(form.get('[role=status]').text()).toContain('up to 20 seconds')
    refuse()
    await vi.advanceTimersByTimeAsync(0)
    expect(form.get('[role=status]').text()).toBe('')
  })
})

describe('registering', () => {
  test('makes an account and leads to the rooms', async () => {
    server.on('POST /api/users', () => ({ user: ada }))
    const { fill } = open(AuthRegisterForm)
    await fill(newcomer)
    expect(server.requests[0]?.body).toEqual(newcomer)
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms')
  })

  test('hands the invitation of the link over', async () => {
    server.on('POST /api/users', () => ({ user: ada }))
    goTo('/register?invitation=abc')
    await open(AuthRegisterForm).fill(newcomer)
    expect(server.requests[0]?.body).toEqual({ ...newcomer, invitation: 'abc' })
  })

  test('what cannot be right is refused here, at its fields, without asking the server', async () => {
    const { fill, invalid } = open(AuthRegisterForm)
    await fill({ email: 'nonsense', username: 'a@b', password: 'short' })
    expect(invalid()).toEqual(['email', 'username', 'password'])
    expect(server.requests).toEqual([])
  })

  test('where it is closed says so', async () => {
    server.on('POST /api/users', () => { throw problem('feature_off', 403) })
    const { fill, alert } = open(AuthRegisterForm)
    await fill(newcomer)
    expect(alert()).toBe('New accounts are by invitation only. Ask somebody for a link.')
  })
})

describe('the first admin', () => {
  test('comes with the token of the link, which then needs no field', async () => {
    server.on('POST /api/setup', () => ({ user: ada }))
    goTo('/setup?token=once')
    const { form, fill } = open(AuthSetupForm)
    expect(form.get('input[name=token]').attributes('type')).toBe('hidden')
    await fill(newcomer)
    expect(server.requests[0]?.body).toEqual({ ...newcomer, token: 'once' })
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/admin', { external: true })
  })

  test('can type the token, and hears that it is no longer valid', async () => {
    server.on('POST /api/setup', () => { throw problem('forbidden', 403) })
    const { fill, alert } = open(AuthSetupForm)
    await fill({ ...newcomer, token: 'old' })
    expect(alert()).toContain('This setup link is no longer valid.')
    expect(navigateTo).not.toHaveBeenCalled()
  })
})

describe('a forgotten password', () => {
  test('is set with the token of the link; then one logs in', async () => {
    server.on('PUT /api/password', () => undefined)
    await open(AuthResetForm, { token: 'once' }).fill({ password: 'a new secret' })
    expect(server.requests[0]?.body).toEqual({ token: 'once', password: 'a new secret' })
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/login?done=reset', { external: true })
  })

  test('cannot be set with an old link', async () => {
    server.on('PUT /api/password', () => { throw problem('not_found', 404) })
    const { fill, alert } = open(AuthResetForm, { token: 'old' })
    await fill({ password: 'a new secret' })
    expect(alert()).not.toBe('')
    expect(navigateTo).not.toHaveBeenCalled()
  })
})

describe('confirming with the password', () => {
  test('is told, and goes on to what was asked for', async () => {
    server.on('POST /api/session/confirmation', () => undefined)
    const { form, fill } = open(AuthPasswordForm, { next: '/admin/audit' })
    await fill({ password: 'secret' })
    expect(form.emitted('done')).toHaveLength(1)
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/admin/audit', { external: true })
  })

  test('with a wrong one goes nowhere', async () => {
    server.on('POST /api/session/confirmation', () => { throw problem('forbidden', 403) })
    const { form, fill, alert } = open(AuthPasswordForm, { next: '/admin/audit' })
    await fill({ password: 'wrong' })
    expect(alert()).not.toBe('')
    expect(form.emitted('done')).toBeUndefined()
    expect(navigateTo).not.toHaveBeenCalled()
  })
})
