import { flushPromises, mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import type { OwnPresence } from '#shared/protocol/presence'
import UserStatusForm from '~/components/user/UserStatusForm.vue'
import { openClient } from '../../support/client'
import { problem } from '../../support/transport'

const chosen: OwnPresence = { status: 'auto', text: 'At lunch', hidden: true }

function open() {
  const { server } = openClient()
  useOwnPresenceStore().receive(chosen)
  const form = mount(UserStatusForm)
  return { server, form, sent: () => server.requestsOf('PUT /api/account/presence').map(({ body }) => body) }
}

test('a status is chosen at once, a text when it is set, and nothing else changes', async () => {
  const { server, form, sent } = open()
  server.on('PUT /api/account/presence', () => undefined)
  await form.get('input[value=dnd]').setValue()
  await flushPromises()
  expect(sent()).toEqual([{ ...chosen, status: 'dnd' }])
  expect(form.emitted('done')).toBeUndefined()
  await form.get('input[maxlength]').setValue('Back at two')
  await form.trigger('submit')
  await flushPromises()
  expect(sent()[1]).toEqual({ status: 'dnd', text: 'Back at two', hidden: true })
  expect(form.emitted('done')).toHaveLength(1)
})

test('what is refused says why and stays', async () => {
  const { server, form } = open()
  server.on('PUT /api/account/presence', () => { throw problem('unavailable', 503) })
  await form.trigger('submit')
  await flushPromises()
  expect(form.text()).toContain('Try again later')
  expect(form.emitted('done')).toBeUndefined()
})
