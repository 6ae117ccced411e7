import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Settings } from '#shared/protocol/admin/adminSettings'
import AdminSettingsAccess from '~/components/admin/settings/AdminSettingsAccess.vue'
import AdminSettingsBans from '~/components/admin/settings/AdminSettingsBans.vue'
import AdminSettingsContent from '~/components/admin/settings/AdminSettingsContent.vue'
import AdminSettingsInvitations from '~/components/admin/settings/AdminSettingsInvitations.vue'
import { grace } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const settings: Settings = {
  registration: 'open', guests: true, landingGlimpse: false, retentionDays: 30, filteredWords: ['spam', 'two words'],
  banner: { text: 'Back at noon', tone: 'info' }, brand: { name: 'Plaza', hue: null, logo: null },
}
const at = '2026-01-02T03:04:05.678Z'

/** The switch of @nuxt/ui, as far as settings use it. */
const switchStub = defineComponent({
  name: 'USwitch',
  props: { modelValue: Boolean, label: { type: String, default: '' } },
  emits: ['update:modelValue'],
  setup: (props, { emit }) => () => h('button', {
    'role': 'switch', 'aria-checked': props.modelValue, 'onClick': () => emit('update:modelValue', !props.modelValue),
  }, props.label),
})

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  server.on('PATCH /api/admin/settings', ({ body }) => ({ settings: { ...settings, ...body as object } }))
  server.on('GET /api/site', () => ({ site: useSiteStore().current }))
})

const saved = () => server.requestsOf('PATCH /api/admin/settings').map(({ body }) => body)

describe('access', () => {
  const open = () => mount(AdminSettingsAccess, { props: { settings }, global: { stubs: { USwitch: switchStub } } })

  test('is saved as soon as it is chosen', async () => {
    const access = open()
    expect(access.get<HTMLInputElement>('input[value=open]').element.checked).toBe(true)
    await access.get('input[value=invitation]').setValue()
    await flushPromises()
    expect(access.get('[role=status]').text()).toBe('Saved.')
    for (const one of access.findAll('[role=switch]')) {
      await one.trigger('click')
      await flushPromises()
    }
    expect(saved()).toEqual([{ registration: 'invitation' }, { guests: false }, { landingGlimpse: true }])
  })

  test('that could not be saved is not called saved', async () => {
    const access = open()
    await access.get('input[value=closed]').setValue()
    await flushPromises()
    server.on('PATCH /api/admin/settings', () => { throw problem('unavailable', 503) })
    await access.get('[role=switch]').trigger('click')
    await flushPromises()
    expect(access.get('[role=status]').text()).toBe('')
    expect(access.get('[role=alert]').text()).not.toBe('')
  })
})

describe('content', () => {
  async function save(fields: Record<string, string> = {}) {
    const content = mount(AdminSettingsContent, { props: { settings } })
    for (const [name, value] of Object.entries(fields)) await content.get(`[name=${name}]`).setValue(value)
    await content.get('form').trigger('submit')
    await flushPromises()
    return content
  }

  test('is kept as it is when nothing was changed', async () => {
    const content = await save()
    const { banner, retentionDays, filteredWords } = settings
    expect(saved()).toEqual([{ banner, retentionDays, filteredWords }])
    expect(content.get('[role=status]').text()).toBe('Saved.')
  })

  test('empty fields are no announcement, no retention and no words', async () => {
    await save({ text: '  ', retentionDays: '', filteredWords: '\n \n' })
    expect(saved()).toEqual([{ banner: null, retentionDays: null, filteredWords: [] }])
  })

  test('each line of the filter is a word or a phrase', async () => {
    await save({ text: ' Be careful ', tone: 'warning', filteredWords: ' one \n\ntwo words' })
    expect(saved()).toEqual([{
      banner: { text: 'Be careful', tone: 'warning' }, retentionDays: 30, filteredWords: ['one', 'two words'],
    }])
  })
})

describe('invitations', () => {
  const expiresAt = '2999-01-01T00:00:00.000Z'
  const invitation = { id: 1, note: 'For Grace', maxUses: 2, uses: 1, createdAt: at, expiresAt, revokedAt: null }

  test('one is made, and its link shown once', async () => {
    server.on('POST /api/admin/invitations', () => ({ invitation, token: 'a/b' }))
    const invitations = mount(AdminSettingsInvitations)
    await invitations.get('[name=note]').setValue('For Grace')
    await invitations.get('[name=maxUses]').setValue('2')
    await invitations.get('form').trigger('submit')
    await flushPromises()
    expect(server.requests[0]?.body).toEqual({ note: 'For Grace', maxUses: 2, days: 7 })
    expect(invitations.html()).toContain('/register?invitation=a%2Fb')
    expect(invitations.get('li').text()).toMatch(/For Grace.*1 of 2 used.*Revoke/s)
    expect(invitations.get<HTMLInputElement>('[name=note]').element.value).toBe('')
  })

  test.each([
    ['Revoked', { revokedAt: at }], ['Used up', { uses: 2 }], ['Expired', { expiresAt: at }],
  ])('one that is %s says so, and cannot be revoked', (state, fields) => {
    useAdminSettingsStore().invitations = [{ ...invitation, ...fields }]
    const row = mount(AdminSettingsInvitations).get('li')
    expect(row.text()).toContain(state)
    expect(row.find('button').exists()).toBe(false)
  })

  test('one that is revoked is looked up again', async () => {
    useAdminSettingsStore().invitations = [invitation]
    server.on('DELETE /api/admin/invitations/1', () => undefined)
    server.on('GET /api/admin/settings', () => ({ settings }))
    server.on('GET /api/admin/invitations', () => ({ invitations: [{ ...invitation, revokedAt: at }] }))
    server.on('GET /api/admin/bans', () => ({ bans: [] }))
    const invitations = mount(AdminSettingsInvitations)
    await invitations.get('li button').trigger('click')
    await vi.waitFor(() => expect(invitations.get('li').text()).toContain('Revoked'), { timeout: 10_000 })
  })
})

test('bans say whom they are about and for how long, and can be lifted', async () => {
  const ban = { id: 1, address: '192.0.2.1', user: grace, createdAt: at, expiresAt: null }
  useAdminSettingsStore().bans = [ban, { ...ban, id: 2, user: null, expiresAt: at }]
  server.on('DELETE /api/admin/bans/1', () => undefined)
  const bans = mount(AdminSettingsBans)
  expect(bans.findAll('li').map(row => row.text())).toEqual([
    expect.stringMatching(/192\.0\.2\.1.*Grace.*permanent/s), expect.stringMatching(/Deleted user.*until/s),
  ])
  await bans.get('li button').trigger('click')
  await flushPromises()
  expect(bans.findAll('li')).toHaveLength(1)
  useAdminSettingsStore().bans = []
  await flushPromises()
  expect(bans.text()).toContain('No address is banned.')
})
