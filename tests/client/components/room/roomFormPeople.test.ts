import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import RoomFormPeople from '~/components/room/RoomFormPeople.vue'
import type { Profile } from '#shared/protocol/user'
import { ada, grace, mallory } from '../../support/cast'
import { openClient } from '../../support/client'

beforeEach(() => {
  const guest = { ...grace, id: 90, kind: 'guest' }
  openClient().server.on('GET /api/users', () => ({ users: [ada, grace, mallory, guest] }))
  vi.useFakeTimers()
})
afterEach(() => void vi.useRealTimers())

async function search(chosen: Profile[] = []) {
  const picker = mount(RoomFormPeople, {
    attachTo: document.body,
    props: { 'modelValue': chosen, 'onUpdate:modelValue': people => picker.setProps({ modelValue: people }) },
  })
  const field = picker.get('input')
  const ask = async () => {
    await field.setValue('a')
    await vi.advanceTimersByTimeAsync(300)
    await flushPromises()
  }
  await ask()
  const labels = () => picker.findAll('button').map(button => button.attributes('aria-label'))
  return { picker, field, ask, labels }
}

test('offers members but oneself and who is chosen, and Enter takes the first', async () => {
  const { picker, field, ask, labels } = await search()
  expect(labels()).toEqual(['Add Grace', 'Add Mallory'])
  await field.trigger('keydown', { key: 'Enter' })
  expect(picker.props('modelValue')).toEqual([grace])
  expect(picker.get('[role=status]').text()).toBe('Grace will be added.')
  expect(document.activeElement).toBe(field.element)
  expect(field.element.value).toBe('')
  await ask()
  expect(labels()).toEqual(['Remove Grace', 'Add Mallory'])
})

test('Enter never sends the form, and who was chosen can be taken out again', async () => {
  const { picker, field } = await search([grace, mallory])
  const event = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true })
  field.element.dispatchEvent(event)
  expect(event.defaultPrevented).toBe(true)
  await picker.get('[aria-label="Remove Grace"]').trigger('click')
  expect(picker.props('modelValue')).toEqual([mallory])
})
