import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import AppDialog from '~/components/app/AppDialog.vue'

test('Escape closes it at once, so that what opens next is not closed by the event of the one before', () => {
  const wrapper = mount(AppDialog, { props: { title: 'Palette' }, attachTo: document.body })
  const escape = new Event('cancel', { cancelable: true })
  wrapper.get('dialog').element.dispatchEvent(escape)
  expect(wrapper.emitted('close')).toHaveLength(1)
  expect(escape.defaultPrevented).toBe(true)
})

test('a press beside it closes it, one in it does not', async () => {
  const wrapper = mount(AppDialog, { props: { title: 'Palette' }, slots: { default: '<p>text</p>' } })
  await wrapper.get('p').trigger('click')
  expect(wrapper.emitted('close')).toBeUndefined()
  await wrapper.get('dialog').trigger('click')
  expect(wrapper.emitted('close')).toHaveLength(1)
})
