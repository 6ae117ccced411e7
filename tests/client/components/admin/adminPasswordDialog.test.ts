import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import AdminPasswordDialog from '~/components/admin/dialog/AdminPasswordDialog.vue'
import { openClient } from '../../support/client'
import { modalStub } from '../../support/modal'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer
let confirmed = false

beforeEach(() => {
  confirmed = false
  server = openClient().server
  server.on('POST /api/session/confirmation', ({ body }) => {
    if ((body as { password: string }).password !== 'secret') throw problem('forbidden', 403)
    confirmed = true
  })
  server.on('DELETE /api/admin/rooms/1', () => {
    if (!confirmed) throw problem('password_required', 403)
  })
})

async function ask() {
  const dialog = mount(AdminPasswordDialog, { global: { stubs: { UModal: modalStub } }, attachTo: document.body })
  expect(dialog.text()).toBe('')
  const removal = useAdminRoomsStore().remove(1).then(() => 'done', () => 'refused')
  await flushPromises()
  const give = async (password: string) => {
    await dialog.get('input').setValue(password)
    await dialog.get('form').trigger('submit')
    await flushPromises()
  }
  return { dialog, removal, give }
}

test('a dangerous deed asks for the password, and goes on with it', async () => {
  const { dialog, removal, give } = await ask()
  expect(dialog.get('[role=dialog]').attributes('aria-label')).toBe('Enter your password')
  await give('secret')
  expect(await removal).toBe('done')
  expect(dialog.find('[role=dialog]').exists()).toBe(false)
})

test('a wrong password says so, and another one can be given', async () => {
  const { dialog, removal, give } = await ask()
  await give('wrong')
  expect(dialog.get('[role=alert]').text()).not.toBe('')
  await give('secret')
  expect(await removal).toBe('done')
})

test('whoever cancels, or leaves, does nothing', async () => {
  const { dialog, removal } = await ask()
  await dialog.findAll('button').find(button => button.text() === 'Cancel')!.trigger('click')
  expect(await removal).toBe('refused')
  const second = useAdminRoomsStore().remove(1).then(() => 'done', () => 'refused')
  await flushPromises()
  dialog.unmount()
  expect(await second).toBe('refused')
  expect(useConfirmationStore().able).toBe(false)
})
