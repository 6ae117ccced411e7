import { flushPromises, mount } from '@vue/test-utils'
import type { Component } from 'vue'
import { beforeEach, describe, expect, test } from 'vitest'
import AuthForgotForm from '~/components/auth/AuthForgotForm.vue'
import AuthLinkForm from '~/components/auth/AuthLinkForm.vue'
import SettingsEmail from '~/components/settings/SettingsEmail.vue'
import { ada } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  useSiteStore().receive({ ...useSiteStore().current, mail: true })
})

async function open(component: Component, props: Record<string, unknown> = {}) {
  const section = mount(component, { props, attachTo: document.body })
  await flushPromises()
  const submit = async (action: string) => {
    await section.get(`form[action="${action}"]`).trigger('submit')
    await flushPromises()
  }
  return { section, submit }
}

describe('the own address', () => {
  test('is not verified until it is, and the link is sent again', async () => {
    server.on('POST /api/account/email/verification', () => undefined)
    const { section, submit } = await open(SettingsEmail)
    expect(section.text()).toMatch(/ada@example\.org\s*Not verified/)
    await submit('/forms/email-verification')
    expect(section.text()).toContain('A link is on its way.')
    useSessionStore().become({ ...ada, emailVerified: true })
    await flushPromises()
    expect(section.text()).toMatch(/ada@example\.org\s*Verified/)
    expect(section.find('form[action="/forms/email-verification"]').exists()).toBe(false)
    expect(section.text()).not.toContain('on its way')
  })

  test('says why the link was not sent', async () => {
    server.on('POST /api/account/email/verification', () => { throw problem('rate_limited', 429) })
    const { section, submit } = await open(SettingsEmail)
    await submit('/forms/email-verification')
    expect(section.get('[role=alert]').text()).toContain('Too many requests')
    expect(section.text()).not.toContain('on its way')
  })

  test('can be changed where no e-mail is sent, and nothing is said of what is', async () => {
    useSiteStore().receive({ ...useSiteStore().current, mail: false })
    const { section } = await open(SettingsEmail)
    expect(section.text()).not.toMatch(/verified|digest|missed/i)
    expect(section.findAll('form').map(form => form.attributes('action'))).toEqual(['/forms/email'])
  })

  test('is another one with the password, and the field that is wrong is named', async () => {
    server.on('PUT /api/account/email', () => { throw problem('email_taken', 409) })
    const { section, submit } = await open(SettingsEmail)
    await section.get('input[name=email]').setValue('grace@example.org')
    await section.get('input[name=currentPassword]').setValue('a long secret')
    await submit('/forms/email')
    expect(section.findAll('[aria-invalid=true]').map(field => field.attributes('name'))).toEqual(['email'])
    server.on('PUT /api/account/email', ({ body }) => ({ user: { ...ada, email: (body as typeof ada).email } }))
    await submit('/forms/email')
    expect(server.requests.at(-1)?.body).toEqual({ email: 'grace@example.org', currentPassword: 'a long secret' })
    expect(section.text()).toMatch(/grace@example\.org\s*Not verified/)
  })

  test('the digest is chosen', async () => {
    server.on('PUT /api/account/digest', () => ({ user: { ...ada, digest: 'off' } }))
    const { section } = await open(SettingsEmail)
    await section.get('input[value=off]').setValue(true)
    await flushPromises()
    expect(server.requests.at(-1)?.body).toEqual({ digest: 'off' })
    expect(useSessionStore().user?.digest).toBe('off')
  })

  test('a form without a script says why it was refused', async () => {
    goTo('/settings?form=email-verification&error=rate_limited')
    const { section } = await open(SettingsEmail)
    expect(section.get('[role=alert]').text()).toContain('Too many requests')
  })
})

test('a forgotten password is asked for by address', async () => {
  server.on('POST /api/password', () => undefined)
  const { section, submit } = await open(AuthForgotForm)
  await section.get('input[name=email]').setValue('ada@example.org')
  await submit('/forms/forgot')
  expect(server.requests.at(-1)?.body).toEqual({ email: 'ada@example.org' })
  expect(section.emitted('done')).toHaveLength(1)
})

test('a link does what it is for when the button is pressed, and says when it is no longer valid', async () => {
  const props = { action: '/forms/verify', token: 'the token', submitLabel: 'Confirm', badLink: 'Too late.' }
  server.on('PUT /api/email/verification', () => { throw problem('not_found', 404) })
  const { section, submit } = await open(AuthLinkForm, { ...props, send: useEmailStore().verify })
  expect(server.requests).toEqual([])
  await submit('/forms/verify')
  expect(section.get('[role=alert]').text()).toBe('Too late.')
  server.on('PUT /api/email/verification', () => undefined)
  server.on('GET /api/session', () => ({ user: { ...ada, emailVerified: true } }))
  await submit('/forms/verify')
  expect(section.emitted('done')).toHaveLength(1)
  expect(useSessionStore().user?.emailVerified).toBe(true)
})
