import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import RoomExitNotice from '~/components/room/RoomExitNotice.vue'
import { openClient } from '../../support/client'

let copied: string[]

beforeEach(() => {
  openClient()
  copied = []
  vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void copied.push(text) } })
})

async function notice(draft: string) {
  useRoomExitStore().say(1, 'Lobby', draft)
  const wrapper = mount(RoomExitNotice)
  await flushPromises()
  return wrapper
}

test('who was put out of a room is told which', async () => {
  const wrapper = await notice('')
  expect(wrapper.get('[role=status]').text()).toContain('Lobby')
  expect(wrapper.find('textarea').exists()).toBe(false)
})

test('what was being written there is given back, and can be copied', async () => {
  const wrapper = await notice('half a thought')
  expect(wrapper.get('textarea').element.value).toBe('half a thought')
  await wrapper.get('button').trigger('click')
  await flushPromises()
  expect(copied).toEqual(['half a thought'])
  expect(wrapper.get('button').text()).toBe('Copied')
})

test('it is told once', async () => {
  await notice('')
  const again = mount(RoomExitNotice)
  await flushPromises()
  expect(again.text()).toBe('')
})
