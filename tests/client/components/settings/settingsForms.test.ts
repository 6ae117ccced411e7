import { flushPromises, mount } from '@vue/test-utils'
import type { Component } from 'vue'
import { beforeEach, describe, expect, test } from 'vitest'
import SettingsAccountForm from '~/components/settings/SettingsAccountForm.vue'
import SettingsClaimForm from '~/components/settings/SettingsClaimForm.vue'
import SettingsDeletionForm from '~/components/settings/SettingsDeletionForm.vue'
import SettingsPasswordForm from '~/components/settings/SettingsPasswordForm.vue'
import SettingsPresenceForm from '~/components/settings/SettingsPresenceForm.vue'
import SettingsPrivacyForm from '~/components/settings/SettingsPrivacyForm.vue'
import { ada, grace } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo, navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

async function open(component: Component) {
  const form = mount(component, { attachTo: document.body })
  await flushPromises()
  const type = (name: string, value: string) => form.get(`input[name=${name}]`).setValue(value)
  const submit = async (action?: string) => {
    await form.get(action ? `form[action="${action}"]` : 'form').trigger('submit')
    await flushPromises()
  }
  const status = () => form.find('[role=status]').text()
  const invalid = () => form.findAll('[aria-invalid=true]').map(field => field.attributes('name'))
  return { form, type, submit, status, invalid }
}

const refusedField = (path: string, code: string) =>
  Object.assign(problem('invalid'), { data: { code: 'invalid', errors: [{ path, code }] } })

describe('the account', () => {
  test('is there as it is, and kept when it changes', async () => {
    server.on('PATCH /api/account', ({ body }) => ({ user: { ...ada, ...body as object } }))
    const { form, type, submit, status } = await open(SettingsAccountForm)
    expect(form.get<HTMLInputElement>('input[name=username]').element.value).toBe('ada')
    await type('displayName', 'Countess')
    await submit()
    expect(server.requests[0]?.body).toEqual({ username: 'ada', displayName: 'Countess' })
    expect(status()).toBe('Saved.')
    expect(useSessionStore().user?.displayName).toBe('Countess')
  })

  test('keeps its display name when the field is emptied', async () => {
    server.on('PATCH /api/account', () => ({ user: ada }))
    const { type, submit } = await open(SettingsAccountForm)
    await type('displayName', '  ')
    await submit()
    expect(server.requests[0]?.body).toEqual({ username: 'ada' })
  })

  test('is not called saved when it was refused, and the field is named', async () => {
    server.on('PATCH /api/account', () => { throw problem('username_taken', 409) })
    goTo('/settings?done=account')
    const { submit, status, invalid } = await open(SettingsAccountForm)
    expect(status()).toBe('Saved.')
    await submit()
    expect(status()).toBe('')
    expect(invalid()).toEqual(['username'])
  })
})

describe('the password', () => {
  test('is changed, said so, and not left in the fields', async () => {
    server.on('PUT /api/account/password', () => undefined)
    const { form, type, submit, status } = await open(SettingsPasswordForm)
    await type('currentPassword', 'old secret')
    await type('newPassword', 'new secret')
    await submit()
    expect(server.requests[0]?.body).toEqual({ currentPassword: 'old secret', newPassword: 'new secret' })
    expect(form.findAll<HTMLInputElement>('input').map(input => input.element.value)).toEqual(['', ''])
    expect(status()).toBe('Your password has been changed.')
  })

  test('that is wrong is called so, not a lost session', async () => {
    server.on('PUT /api/account/password', () => { throw problem('unauthenticated', 401) })
    const { form, type, submit } = await open(SettingsPasswordForm)
    await type('currentPassword', 'wrong')
    await submit()
    expect(form.get('[role=alert]').text()).toBe('That is not your current password.')
    expect(form.get<HTMLInputElement>('input[name=currentPassword]').element.value).toBe('wrong')
  })

  test('that is too weak is refused at its field', async () => {
    server.on('PUT /api/account/password', () => { throw refusedField('newPassword', 'too_common') })
    const { submit, invalid } = await open(SettingsPasswordForm)
    await submit()
    expect(invalid()).toEqual(['newPassword'])
    expect(document.activeElement?.getAttribute('name')).toBe('newPassword')
  })
})

describe('a guest', () => {
  beforeEach(() => void useSessionStore().become({ ...ada, kind: 'guest' }))

  test('becomes a member, and is told so', async () => {
    server.on('POST /api/guests/claim', () => ({ user: ada }))
    const { form, type, submit } = await open(SettingsClaimForm)
    await type('email', 'ada@example.org')
    await type('password', 'a long secret')
    await submit()
    expect(server.requests[0]?.body).toEqual({ email: 'ada@example.org', password: 'a long secret' })
    expect(form.text()).toContain('You have an account now.')
    expect(document.activeElement?.getAttribute('role')).toBe('status')
  })

  test('whose e-mail is taken stays one', async () => {
    server.on('POST /api/guests/claim', () => { throw problem('email_taken', 409) })
    const { submit, invalid } = await open(SettingsClaimForm)
    await submit()
    expect(invalid()).toEqual(['email'])
    expect(useSessionStore().user?.kind).toBe('guest')
  })

  test('deletes the account without a password', async () => {
    server.on('DELETE /api/account', () => undefined)
    const { form, submit } = await open(SettingsDeletionForm)
    expect(form.find('input').exists()).toBe(false)
    await submit()
    expect(server.requests[0]?.body).toEqual({})
    expect(navigateTo).toHaveBeenCalledWith('/', { external: true })
  })
})

describe('deleting the account', () => {
  test('takes the password', async () => {
    server.on('DELETE /api/account', () => undefined)
    const { type, submit } = await open(SettingsDeletionForm)
    await type('password', 'secret')
    await submit()
    expect(server.requests[0]?.body).toEqual({ password: 'secret' })
  })

  test('with a wrong one deletes nothing', async () => {
    server.on('DELETE /api/account', () => { throw problem('forbidden', 403) })
    const { form, type, submit } = await open(SettingsDeletionForm)
    await type('password', 'wrong')
    await submit()
    expect(form.get('[role=alert]').text()).toBe('That is not your current password.')
    expect(navigateTo).not.toHaveBeenCalled()
  })
})

describe('privacy', () => {
  const rooms = [{ id: 4, name: 'Left behind' }]
  const privacy = { addableBy: 'companions', sharesReading: true, rooms, people: [grace] }

  beforeEach(() => {
    server.on('GET /api/account/privacy', () => ({ privacy }))
  })

  test('is loaded where the page has not brought it', async () => {
    const { form } = await open(SettingsPrivacyForm)
    expect(form.get<HTMLInputElement>('input[value=companions]').element.checked).toBe(true)
    usePrivacyStore().loaded = true
    await open(SettingsPrivacyForm)
    expect(server.requestsOf('GET /api/account/privacy')).toHaveLength(1)
  })

  test('what is chosen is kept at once, also what is chosen while something else is being kept', async () => {
    server.on('PATCH /api/account/privacy', ({ body }) => ({ privacy: { ...privacy, ...body as object } }))
    const { form, status } = await open(SettingsPrivacyForm)
    await form.get('input[value=nobody]').setValue()
    await form.get('input[name=sharesReading][value=false]').setValue()
    await flushPromises()
    expect(server.requestsOf('PATCH /api/account/privacy').at(-1)?.body)
      .toEqual({ addableBy: 'nobody', sharesReading: false })
    expect(usePrivacyStore().current).toMatchObject({ addableBy: 'nobody', sharesReading: false })
    expect(status()).toBe('Saved.')
  })

  test('a choice that could not be kept is not called saved', async () => {
    server.on('PATCH /api/account/privacy', () => { throw problem('unavailable', 503) })
    const { form, status } = await open(SettingsPrivacyForm)
    await form.get('input[value=nobody]').setValue()
    await flushPromises()
    expect(form.get('[role=alert]').text()).not.toBe('')
    expect(status()).toBe('')
    expect(server.requestsOf('PATCH /api/account/privacy')).toHaveLength(1)
  })

  test('groups and people that may not add one are listed, and can be allowed again', async () => {
    server.on('DELETE /api/account/privacy/rooms/4', () => undefined)
    const { form } = await open(SettingsPrivacyForm)
    const refused = () => form.findAll('li').map(entry => entry.text())
    expect(refused()).toEqual([expect.stringMatching(/Left behind.*Group/s), expect.stringMatching(/Grace.*Person/s)])
    await form.get('li form').trigger('submit')
    await flushPromises()
    expect(refused()).toEqual([expect.stringContaining('Grace')])
  })
})

describe('presence', () => {
  const presence = { status: 'away', text: 'At lunch', hidden: false }

  beforeEach(() => {
    server.on('GET /api/account/presence', () => ({ presence }))
  })

  test('shows what was chosen, keeps choices at once and the text with its button', async () => {
    server.on('PUT /api/account/presence', () => undefined)
    const { form, type, submit } = await open(SettingsPresenceForm)
    expect(form.get<HTMLInputElement>('input[value=away]').element.checked).toBe(true)
    expect(form.get<HTMLInputElement>('input[name=text]').element.value).toBe('At lunch')
    await type('text', ' Reading ')
    await form.get('input[value=dnd]').setValue()
    await flushPromises()
    expect(form.text()).toContain('Not saved yet.')
    await form.get('input[name=hidden][value=true]').setValue()
    await flushPromises()
    expect(form.findAll('[role=status]').map(one => one.text())).toEqual(['Saved.', ''])
    await submit()
    expect(form.text()).not.toContain('Not saved yet.')
    expect(form.findAll('[role=status]').map(one => one.text())).toEqual(['', 'Saved.'])
    expect(server.requestsOf('PUT /api/account/presence').map(({ body }) => body)).toEqual([
      { status: 'dnd', text: 'At lunch', hidden: false },
      { status: 'dnd', text: 'At lunch', hidden: true },
      { status: 'dnd', text: ' Reading ', hidden: true },
    ])
    expect(useOwnPresenceStore().current).toEqual({ status: 'dnd', text: 'Reading', hidden: true })
    expect(useOwnPresenceStore().seenAs).toBe('offline')
  })

  test('that is refused says why', async () => {
    server.on('PUT /api/account/presence', () => { throw refusedField('text', 'filtered_word') })
    const { form, submit, status } = await open(SettingsPresenceForm)
    await submit()
    expect(form.get('[role=alert]').text()).not.toBe('')
    expect(status()).toBe('')
    expect(useOwnPresenceStore().current).toEqual(presence)
  })
})
