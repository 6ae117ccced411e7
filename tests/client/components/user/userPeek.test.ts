import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineComponent, h } from 'vue'
import MessageItem from '~/components/message/item/MessageItem.vue'
import UserPeek from '~/components/user/UserPeek.vue'
import type { Profile } from '#shared/protocol/user'
import { ada, grace } from '../../support/cast'
import { openClient } from '../../support/client'

beforeEach(() => void openClient())
afterEach(() => document.body.replaceChildren())

const entry = {
  key: '2:a', seq: 7, clientId: 'a', authorId: grace.id, createdAt: '2026-01-02T03:04:05.678Z',
  body: `hello @${ada.username}`, mentions: [ada.id], state: 'sent' as const, continued: false,
}

/** A room with one message of grace's, in which ada is mentioned. */
function roomWith(author: Profile = grace) {
  useUsersStore().receive(author, ada)
  const Room = defineComponent({
    setup() {
      const { card, onClick, close } = usePersonCard()
      providePersonLinks(1)
      provideMessageTexts()
      provideMessageActions(1, () => false)
      return () => h('section', { onClick }, [
        h(MessageItem, { entry, name: 'Grace', author, own: false }),
        card.value ? h(UserPeek, { card: card.value, roomId: 1, onClose: close }) : undefined,
      ])
    },
  })
  return mount(Room, { attachTo: document.body })
}

type Room = ReturnType<typeof roomWith>
const dialog = (room: Room) => room.find('[role=dialog]')

test.each([
  ['a name', '.message-author', 'Grace'],
  ['a picture', 'a[aria-hidden]', 'Grace'],
  ['a mention', '.mention', 'Ada'],
])('%s opens the card of the person, at once with what is known', async (_what, selector, name) => {
  const room = roomWith()
  await room.get(selector).trigger('click', { button: 0 })
  expect(dialog(room).attributes('aria-label')).toBe(name)
  expect(dialog(room).text()).toContain(`@${name.toLowerCase()}`)
  expect(document.activeElement).toBe(dialog(room).element)
  room.unmount()
})

test('the card offers a message, and the profile beside the room', async () => {
  const room = roomWith()
  await room.get('.message-author').trigger('click', { button: 0 })
  await flushPromises()
  await expect.poll(() => dialog(room).find('form[action="/forms/direct"]').text()).toBe('Message')
  expect(dialog(room).findAll('a').map(link => link.attributes('href'))).toContain('/rooms/1?panel=person&user=2')
  room.unmount()
})

test('Escape closes it and gives the focus back', async () => {
  const room = roomWith()
  const name = room.get<HTMLElement>('.message-author')
  name.element.focus()
  await name.trigger('click', { button: 0 })
  await dialog(room).trigger('keydown', { key: 'Escape' })
  expect(dialog(room).exists()).toBe(false)
  expect(document.activeElement).toBe(name.element)
  room.unmount()
})

test('without a script a name is a link to the person, and a key stops at none of them', () => {
  const room = roomWith()
  const links = room.findAll('a[data-person]')
  expect(links).toHaveLength(3)
  expect(links.map(link => link.attributes('tabindex'))).toEqual(['-1', '-1', '-1'])
  expect(links[1]?.attributes('href')).toBe('/rooms/1?panel=person&user=2')
  room.unmount()
})

test('a link in another tab stays with the browser, and who is gone has no card', async () => {
  const room = roomWith()
  await room.get('.message-author').trigger('click', { button: 0, ctrlKey: true })
  expect(dialog(room).exists()).toBe(false)
  room.unmount()
  const left = roomWith({ ...grace, deleted: true })
  expect(left.find('a.message-author').exists()).toBe(false)
  left.unmount()
})
