import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import EmojiPicker from '~/components/message/emoji/EmojiPicker.vue'
import { openClient } from '../../support/client'

const late = vi.hoisted(() => ({ createPicker: vi.fn(), takeOver: vi.fn() }))
vi.mock('~/components/message/emoji/picker', () => late)

let pick: (text: string) => void

beforeEach(() => {
  openClient()
  late.createPicker.mockReset().mockImplementation((picked: (text: string) => void) => {
    pick = picked
    return Object.assign(document.createElement('div'), { id: 'library', tabIndex: 0 })
  })
  late.takeOver.mockReset().mockResolvedValue(undefined)
})

function pickerOf() {
  const picker = mount(EmojiPicker, { attachTo: document.body })
  const button = picker.get('button')
  const press = async () => {
    await button.trigger('click')
    await vi.dynamicImportSettled()
    await flushPromises()
  }
  const isOpen = () => picker.find('[role=dialog]').exists()
  return { picker, button, press, isOpen }
}

test('the button opens and closes it, and says which', async () => {
  const { button, press, isOpen } = pickerOf()
  expect(button.attributes('aria-expanded')).toBe('false')
  await press()
  expect(isOpen()).toBe(true)
  expect(button.attributes('aria-expanded')).toBe('true')
  await press()
  expect(isOpen()).toBe(false)
})

test('what is typed before the library is there goes into a field of ours, and is handed over', async () => {
  let ready = () => {}
  late.takeOver.mockReturnValue(new Promise<void>(resolve => ready = resolve))
  const { picker, press } = pickerOf()
  await press()
  const field = picker.get('input')
  expect(document.activeElement).toBe(field.element)
  expect(picker.get('[role=status]').text()).toBe('Loading emoji…')
  const [library, early] = late.takeOver.mock.calls[0] as [HTMLElement, () => HTMLInputElement]
  expect(library.isConnected).toBe(true)
  expect(early()).toBe(field.element)
  ready()
  await flushPromises()
  expect(picker.find('input').exists()).toBe(false)
  expect(picker.find('#library').exists()).toBe(true)
})

test('an emoji is picked once, and the keyboard is back at the button', async () => {
  const { picker, button, press, isOpen } = pickerOf()
  await press()
  document.getElementById('library')!.focus()
  pick('😄')
  await flushPromises()
  expect(picker.emitted('pick')).toEqual([['😄']])
  expect(isOpen()).toBe(false)
  expect(document.activeElement).toBe(button.element)
})

test('a library that does not come is told', async () => {
  late.takeOver.mockRejectedValue(new TypeError('Failed to fetch dynamically imported module'))
  const { picker, press } = pickerOf()
  await press()
  expect(picker.get('[role=status]').text()).toBe('The emoji could not be loaded.')
})

test('one that was closed meanwhile does not come up, and the next one is its own', async () => {
  const settle: (() => void)[] = []
  late.takeOver.mockImplementation(() => new Promise<void>(resolve => settle.push(resolve)))
  const { picker, press } = pickerOf()
  await press()
  await press()
  await press()
  settle[0]!()
  await flushPromises()
  expect(picker.get('[role=status]').text()).toBe('Loading emoji…')
  settle[1]!()
  await flushPromises()
  expect(picker.find('[role=status]').exists()).toBe(false)
})

test('a press beside it closes it, and leaves the keyboard where it was pressed', async () => {
  const { picker, press, isOpen } = pickerOf()
  document.body.insertAdjacentHTML('beforeend', '<input id="elsewhere">')
  await press()
  await picker.get('#library').trigger('pointerdown')
  expect(isOpen()).toBe(true)
  const elsewhere = document.getElementById('elsewhere')!
  elsewhere.focus()
  elsewhere.dispatchEvent(new Event('pointerdown', { bubbles: true }))
  await flushPromises()
  expect(isOpen()).toBe(false)
  expect(document.activeElement).toBe(elsewhere)
})

test('it gives way to what floats above the page', async () => {
  const { press, isOpen } = pickerOf()
  await press()
  useOverlaysStore().show('palette')
  await flushPromises()
  expect(isOpen()).toBe(false)
})

test('whoever uses it can close it, and learns whether it was open', async () => {
  const { picker, press } = pickerOf()
  const { close } = picker.vm as unknown as { close: () => boolean }
  expect(close()).toBe(false)
  await press()
  expect(close()).toBe(true)
})
