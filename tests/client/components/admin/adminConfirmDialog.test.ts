import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import AdminConfirmDialog from '~/components/admin/dialog/AdminConfirmDialog.vue'
import { ApiError } from '~/utils/api'
import { openClient } from '../../support/client'
import { modalStub } from '../../support/modal'

const run = vi.fn(async () => {})

beforeEach(() => {
  openClient()
  run.mockReset().mockResolvedValue()
})

function dialog(props: Record<string, unknown> = {}) {
  const wrapper = mount(AdminConfirmDialog, {
    props: { open: true, title: 'Delete Lobby', text: 'For good.', action: 'Delete', run, ...props },
    global: { stubs: { UModal: modalStub } },
  })
  const press = (name: string) => wrapper.findAll('button').find(button => button.text() === name)?.trigger('click')
  return { wrapper, press }
}

test('nothing happens before it is confirmed, and it closes when it is done', async () => {
  const { wrapper, press } = dialog()
  expect(wrapper.text()).toContain('For good.')
  expect(run).not.toHaveBeenCalled()
  await press('Delete')
  await flushPromises()
  expect(run).toHaveBeenCalledTimes(1)
  expect(wrapper.emitted('update:open')).toEqual([[false]])
})

test('who cancels has done nothing', async () => {
  const { wrapper, press } = dialog()
  await press('Cancel')
  expect(run).not.toHaveBeenCalled()
  expect(wrapper.emitted('update:open')).toEqual([[false]])
})

test('what was refused is told, and the dialog stays', async () => {
  run.mockRejectedValue(new ApiError('forbidden'))
  const { wrapper, press } = dialog()
  await press('Delete')
  await flushPromises()
  expect(wrapper.get('[role=alert]').text()).not.toBe('')
  expect(wrapper.emitted('update:open')).toBeUndefined()
})

test('pressed twice it is done once', async () => {
  run.mockReturnValue(new Promise(() => {}))
  const { press } = dialog()
  await press('Delete')
  await press('Delete')
  expect(run).toHaveBeenCalledTimes(1)
})

test('what is blocked cannot be pressed', () => {
  const { wrapper } = dialog({ blocked: true })
  expect(wrapper.findAll('button').find(button => button.text() === 'Delete')?.attributes('disabled')).toBeDefined()
})
