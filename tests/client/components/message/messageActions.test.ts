import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import MessageActions from '~/components/message/item/MessageActions.vue'
import { messageOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { mountWithin } from '../../support/within'

const lobby = 1
let copied: string[]
let server: FakeServer

beforeEach(() => {
  server = openClient().server
  copied = []
  vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void copied.push(text) } })
})

function actionsOf({ own = false, moderator = false } = {}) {
  const wrapper = mountWithin(() => provideMessageActions(lobby, () => moderator), MessageActions, {
    message: { seq: 7, body: 'hello', own },
  })
  const button = (name: string) =>
    wrapper.findAll('button').find(one => (one.attributes('aria-label') ?? one.text()) === name)
  const names = () => wrapper.findAll('button, a').map(one => one.attributes('aria-label') ?? one.text())
  return { wrapper, button, names }
}

test('the message of another can be answered, copied and reported, and deleted by moderators alone', () => {
  expect(actionsOf().names()).toEqual(['Reply', 'Copy text', 'Copy link', 'Unread from here', 'Report'])
  expect(actionsOf({ moderator: true }).names()).toEqual([
    'Reply', 'Copy text', 'Copy link', 'Unread from here', 'Delete message', 'Report',
  ])
})

test('one\'s own message can be rewritten and deleted, and not reported', () => {
  expect(actionsOf({ own: true }).names()).toEqual([
    'Reply', 'Copy text', 'Copy link', 'Unread from here', 'Rewrite message', 'Delete message',
  ])
})

test('an answer is kept with the draft of the room', async () => {
  await actionsOf().button('Reply')?.trigger('click')
  expect(useDraftsStore().of(lobby).replyTo).toBe(7)
})

test('a deletion can be taken back for a while', async () => {
  vi.useFakeTimers()
  await actionsOf({ own: true }).button('Delete message')?.trigger('click')
  expect(useDeletionsStore().has(lobby, 7)).toBe(true)
})

test('to rewrite a message deletes it, and its text is the draft, before what was being written', async () => {
  vi.useFakeTimers()
  document.body.innerHTML = '<form id="composer"><textarea></textarea></form>'
  const drafts = useDraftsStore()
  drafts.write(lobby, 'and then')
  await actionsOf({ own: true }).button('Rewrite message')?.trigger('click')
  expect(useDeletionsStore().has(lobby, 7)).toBe(true)
  expect(drafts.of(lobby)).toMatchObject({ body: 'hello\nand then', replyTo: undefined })
  expect(document.activeElement?.tagName).toBe('TEXTAREA')
})

test('a message that is rewritten answers what it answered', async () => {
  vi.useFakeTimers()
  const messages = [messageOf(6), messageOf(7, { replyTo: 6 })]
  useMessagesStore().show(lobby, { messages, hasOlder: false, hasNewer: false, rev: 0 })
  await actionsOf({ own: true }).button('Rewrite message')?.trigger('click')
  expect(useDraftsStore().of(lobby)).toMatchObject({ body: 'hello', replyTo: 6 })
})

test('without a script the buttons submit the forms of the list, and what needs one is not offered', () => {
  const { button, wrapper } = actionsOf({ own: true })
  expect(button('Reply')?.attributes()).toMatchObject({
    type: 'submit',
    form: 'message-reply',
    name: 'reply',
    value: '7',
  })
  expect(button('Delete message')?.attributes()).toMatchObject({
    type: 'submit',
    form: 'message-deletion',
    name: 'seq',
    value: '7',
  })
  expect(button('Copy text')?.attributes('type')).toBe('button')
  expect(wrapper.find('a').exists()).toBe(false)
  expect(actionsOf().wrapper.get('a').attributes('href')).toBe('/report?room=1&seq=7')
})

test('what was copied is said where the action stood, and to screen readers, for two seconds', async () => {
  vi.useFakeTimers()
  const { wrapper, button, names } = actionsOf()
  await button('Copy text')?.trigger('click')
  await flushPromises()
  expect(copied).toEqual(['hello'])
  expect(names()).toEqual(['Reply', 'Copied', 'Copy link', 'Unread from here', 'Report'])
  expect(wrapper.get('[role=status]').text()).toBe('Copied')

  await vi.advanceTimersByTimeAsync(2_000)
  expect(names()).toEqual(['Reply', 'Copy text', 'Copy link', 'Unread from here', 'Report'])
  expect(wrapper.get('[role=status]').text()).toBe('')
})

test('a link is copied with the address of this server', async () => {
  await actionsOf().button('Copy link')?.trigger('click')
  await flushPromises()
  expect(copied).toEqual([new URL('/rooms/1?seq=7', location.href).href])
})

test('messages are unread from one on, and the menu says so', async () => {
  const bodies: unknown[] = []
  server.on('PUT /api/rooms/1/unread', ({ body }) => void bodies.push(body))
  const { button, wrapper } = actionsOf()
  await button('Unread from here')?.trigger('click')
  await flushPromises()
  expect(bodies).toEqual([{ seq: 7 }])
  expect(wrapper.get('[role=status]').text()).toBe('Marked as unread')
})
