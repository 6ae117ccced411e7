import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import AdminMessageDeletion from '~/components/admin/message/AdminMessageDeletion.vue'
import { openClient } from '../../support/client'
import { modalStub } from '../../support/modal'

const preview = { count: 1_234, groupCount: 2, groups: [{ id: 1, name: 'Lobby', count: 1_234 }], from: null, to: null }

beforeEach(() => void openClient())

function deletion(fields: Record<string, unknown> | undefined, props: Record<string, unknown> = {}) {
  const jobs = useAdminJobsStore()
  jobs.preview = fields as typeof jobs.preview
  const wrapper = mount(AdminMessageDeletion, {
    props: { open: true, title: 'Delete all', ...props },
    global: { stubs: { UModal: modalStub } },
  })
  const isBlocked = () =>
    wrapper
      .findAll('button')
      .find(button => button.text() === 'Delete')
      ?.attributes('disabled') !== undefined
  return { wrapper, jobs, isBlocked }
}

test('until the messages are counted nothing can be deleted', async () => {
  const { wrapper, isBlocked } = deletion(undefined)
  expect(wrapper.get('[role=status]').text()).not.toBe('')
  expect(isBlocked()).toBe(true)
})

test('it says how many messages of which groups would go, and how many groups it does not name', () => {
  const { wrapper, isBlocked } = deletion(preview)
  expect(wrapper.get('[role=status]').text()).toContain('1,234')
  expect(wrapper.findAll('li').map(item => item.text())).toHaveLength(2)
  expect(isBlocked()).toBe(false)
})

test('where nobody has chosen them one by one, their number has to be typed', async () => {
  const { wrapper, isBlocked } = deletion(preview, { type: true })
  expect(isBlocked()).toBe(true)
  await wrapper.get('input').setValue('123')
  expect(isBlocked()).toBe(true)
  await wrapper.get('input').setValue('1,234')
  expect(isBlocked()).toBe(false)
})

test('a number that has changed wants to be typed again', async () => {
  const { wrapper, jobs, isBlocked } = deletion(preview, { type: true })
  await wrapper.get('input').setValue('1234')
  jobs.preview = { ...preview, count: 12_345 } as typeof jobs.preview
  await flushPromises()
  expect(wrapper.get('input').element.value).toBe('')
  expect(isBlocked()).toBe(true)
})

test('nothing is nothing to delete', () => {
  expect(deletion({ ...preview, count: 0, groupCount: 0, groups: [] }).isBlocked()).toBe(true)
})
