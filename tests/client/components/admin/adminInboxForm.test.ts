import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import type { AdminInbox } from '#shared/protocol/admin/adminInbox'
import AdminInboxForm from '~/components/admin/inbox/AdminInboxForm.vue'
import { ada, grace } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const inbox: AdminInbox = {
  id: 1, key: 'shop', name: 'Shop', sites: [], agents: [ada.id], greeting: '', colour: '#b0563a',
  form: { name: 'optional', email: 'optional', topic: 'optional' }, hours: null,
  targets: { firstAnswerMinutes: null, resolutionMinutes: null },
  assignment: { mode: 'manual', limit: null, returnMinutes: 10 }, typingPreview: false, listed: true,
  createdAt: '2026-01-02T03:00:00.000Z',
}

let server: FakeServer

beforeEach(async () => {
  server = openClient().server
  server.on('GET /api/admin/inboxes', () => ({ inboxes: [inbox], users: [ada] }))
  server.on('GET /api/users', () => ({ users: [grace] }))
  await useAdminInboxesStore().load()
})

const button = (form: ReturnType<typeof mount>, text: string) =>
  form.findAll('button').find(one => one.text() === text || one.attributes('aria-label') === text)

async function search(form: ReturnType<typeof mount>, name: string) {
  await form.get('input[type=search]').setValue(name)
  await button(form, 'Find')!.trigger('click')
  await flushPromises()
}

test('an agent who is added is none before the inbox is saved, and the page says so', async () => {
  const both = { inbox: { ...inbox, agents: [ada.id, grace.id] }, users: [ada, grace] }
  server.on('PATCH /api/admin/inboxes/1', () => both)
  const form = mount(AdminInboxForm, { props: { inbox } })
  expect(form.text()).not.toContain('Not saved yet.')
  await search(form, 'grace')
  await button(form, 'Add Grace')!.trigger('click')
  expect(form.text().split('Not saved yet.'), 'once').toHaveLength(2)
  expect(form.text()).not.toContain('No people found')
  expect(form.findAll('li').map(row => row.text())).toEqual(['AAdaRemove', 'GGracenot saved yetRemove'])
  await form.trigger('submit')
  await flushPromises()
  expect(form.text()).not.toContain('Not saved yet.')
  expect(form.text()).toContain('Saved.')
  await search(form, 'grace')
  expect(form.text()).toContain('Everybody of this name answers here already.')
})

test('a new inbox asks for little, has the key of its name until another is written, and can be left', async () => {
  const form = mount(AdminInboxForm)
  const [name, key] = form.findAll<HTMLInputElement>('input:not([type])')
  await name!.setValue('Café Zoë')
  expect(key!.element.value).toBe('cafe-zoe')
  await key!.setValue('tea')
  await name!.setValue('Café')
  expect(key!.element.value).toBe('tea')
  expect(form.text()).not.toContain('Business hours')
  await button(form, 'Cancel')!.trigger('click')
  expect(form.emitted('cancel')).toHaveLength(1)
})

test('what is folded away opens when the server refuses it', async () => {
  server.on('POST /api/admin/inboxes', () => {
    throw problem('invalid', 400, { errors: [{ path: 'assignment.limit', code: 'invalid' }] })
  })
  const form = mount(AdminInboxForm)
  await form.trigger('submit')
  await flushPromises()
  expect(form.findAll('[aria-invalid=true]')).toHaveLength(1)
})
