import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import MessageActions from '~/components/message/item/MessageActions.vue'
import { ada, grace, messageOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { navigateTo, useNuxtApp } from '../../support/nuxt'
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

const nameOf = (element: { attributes: (name: string) => string | undefined, text: () => string }) =>
  element.attributes('aria-label') ?? element.text()

function actionsOf({ own = false, moderator = false } = {}) {
  const wrapper = mountWithin(() => provideMessageActions(lobby, () => moderator), MessageActions, {
    message: { seq: 7, body: 'hello', authorId: own ? ada.id : grace.id, own },
  })
  const button = (name: string) => wrapper.findAll('button').find(one => nameOf(one) === name)
  const names = () => wrapper.findAll('.message-actions > :is(a, button)').map(nameOf)
  const items = () => wrapper.findAll('[role=menuitem]')
  const open = async () => {
    await button('More actions')?.trigger('click')
    return items().map(item => nameOf(item).replace(/\s+[A-Z]$/, ''))
  }
  const choose = async (name: string) => {
    const found = (await open()).indexOf(name)
    await items()[found]?.trigger('click')
  }
  const press = (key: string) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    document.activeElement?.dispatchEvent(event)
    return flushPromises()
  }
  const focused = () => nameOf(wrapper.findAll('a, button').find(one => one.element === document.activeElement)!)
  return { wrapper, button, names, items, open, choose, press, focused }
}

test('beside a message one answers and copies it, and opens the menu with everything', async () => {
  const { names, open, button } = actionsOf()
  expect(names()).toEqual(['Reply', 'Copy text', 'More actions'])
  expect(button('More actions')?.attributes('aria-expanded')).toBe('false')
  expect(await open()).toEqual(['Reply', 'Copy text', 'Copy link', 'Unread from here', 'View profile', 'Report'])
  expect(button('More actions')?.attributes('aria-expanded')).toBe('true')
})

test('the message of another is deleted by moderators alone', async () => {
  expect(await actionsOf({ moderator: true }).open()).toEqual([
    'Reply', 'Copy text', 'Copy link', 'Unread from here', 'View profile', 'Report', 'Delete message',
  ])
})

test('one\'s own message can be rewritten and deleted, and not reported', async () => {
  expect(await actionsOf({ own: true }).open()).toEqual([
    'Reply', 'Copy text', 'Copy link', 'Unread from here', 'Rewrite message', 'Delete message',
  ])
})

describe('the menu', () => {
  test('has the focus, and is gone through by arrows, ends and letters', async () => {
    const { open, press, focused } = actionsOf({ own: true })
    await open()
    expect(focused()).toMatch(/^Reply/)
    await press('ArrowUp')
    expect(focused()).toBe('Delete message')
    await press('ArrowDown')
    expect(focused()).toMatch(/^Reply/)
    await press('End')
    expect(focused()).toBe('Delete message')
    await press('Home')
    expect(focused()).toMatch(/^Reply/)
    await press('c')
    await press('c')
    expect(focused()).toBe('Copy link')
  })

  test.each(['Escape', 'Tab'])('is closed by %s, and the keyboard is where it was opened', async (key) => {
    const { open, press, focused, items } = actionsOf()
    await open()
    await press(key)
    expect(items()).toHaveLength(0)
    expect(focused()).toBe('More actions')
  })

  test('is closed by a press beside it, but not by the finger that opened it', async () => {
    const { wrapper, open, items } = actionsOf()
    await open()
    await wrapper.get('[popover]').trigger('click')
    expect(items()).not.toHaveLength(0)
    await wrapper.get('[popover]').trigger('pointerdown')
    await wrapper.get('[popover]').trigger('click')
    expect(items()).toHaveLength(0)
  })

  test('keeps its keys from the page', async () => {
    const heard = vi.fn()
    addEventListener('keydown', heard, { once: true })
    const { open, press } = actionsOf()
    await open()
    await press('r')
    expect(heard).not.toHaveBeenCalled()
    removeEventListener('keydown', heard)
  })

  test('gives way to what floats above the page', async () => {
    const { open, items } = actionsOf()
    await open()
    useOverlaysStore().show('palette')
    await flushPromises()
    expect(items()).toHaveLength(0)
  })

  test('leads to the profile of the author', async () => {
    await actionsOf().choose('View profile')
    expect(navigateTo).toHaveBeenCalledWith(`/rooms/1?panel=person&user=${grace.id}`)
  })
})

test('an answer is kept with the draft of the room', async () => {
  await actionsOf().button('Reply')?.trigger('click')
  expect(useDraftsStore().of(lobby).replyTo).toBe(7)
})

test('a deletion can be taken back for a while', async () => {
  vi.useFakeTimers()
  await actionsOf({ own: true }).choose('Delete message')
  expect(useDeletionsStore().has(lobby, 7)).toBe(true)
})

test('to rewrite a message deletes it, and its text is the draft, before what was being written', async () => {
  vi.useFakeTimers()
  document.body.innerHTML = '<form id="composer"><textarea></textarea></form>'
  const drafts = useDraftsStore()
  drafts.write(lobby, 'and then')
  await actionsOf({ own: true }).choose('Rewrite message')
  expect(useDeletionsStore().has(lobby, 7)).toBe(true)
  expect(drafts.of(lobby)).toMatchObject({ body: 'hello\nand then', replyTo: undefined })
  expect(document.activeElement?.tagName).toBe('TEXTAREA')
})

test('a message that is rewritten answers what it answered', async () => {
  vi.useFakeTimers()
  const messages = [messageOf(6), messageOf(7, { replyTo: 6 })]
  useMessagesStore().show(lobby, { messages, hasOlder: false, hasNewer: false, rev: 0 })
  await actionsOf({ own: true }).choose('Rewrite message')
  expect(useDraftsStore().of(lobby)).toMatchObject({ body: 'hello', replyTo: 6 })
})

test('without a script the buttons submit the forms of the list, and what the menu has of them is beside them', () => {
  useNuxtApp.mockReturnValue({ isHydrating: true } as ReturnType<typeof useNuxtApp>)
  const { button, wrapper, names } = actionsOf({ own: true })
  expect(names()).toEqual(['Reply', 'Copy text', 'More actions', 'Delete message'])
  expect(button('Reply')?.attributes()).toMatchObject({
    type: 'submit',
    form: 'message-reply',
    name: 'reply',
    value: '7',
  })
  expect(button('Delete message')?.attributes()).toMatchObject({
    form: 'message-deletion',
    name: 'seq',
    value: '7',
  })
  expect(button('Copy text')?.attributes('type')).toBe('button')
  expect(wrapper.find('a').exists()).toBe(false)
  expect(actionsOf().wrapper.get('a').attributes('href')).toBe('/report?room=1&seq=7')
})

test('what was copied is said where the action stands, and to screen readers, for two seconds', async () => {
  vi.useFakeTimers()
  const { wrapper, button } = actionsOf()
  await button('Copy text')?.trigger('click')
  await flushPromises()
  expect(copied).toEqual(['hello'])
  expect(button('Copy text')?.attributes('data-told')).toBe('Copied')
  expect(wrapper.get('[role=status]').text()).toBe('Copied')

  await vi.advanceTimersByTimeAsync(2_000)
  expect(button('Copy text')?.attributes('data-told')).toBeUndefined()
  expect(wrapper.get('[role=status]').text()).toBe('')
})

test('a link is copied with the address of this server, and the menu\'s button says so', async () => {
  const { choose, button } = actionsOf()
  await choose('Copy link')
  await flushPromises()
  expect(copied).toEqual([new URL('/rooms/1?seq=7', location.href).href])
  expect(button('More actions')?.attributes('data-told')).toBe('Copied')
})

test('messages are unread from one on, and the menu says so', async () => {
  const bodies: unknown[] = []
  server.on('PUT /api/rooms/1/unread', ({ body }) => void bodies.push(body))
  const { choose, wrapper } = actionsOf()
  await choose('Unread from here')
  await flushPromises()
  expect(bodies).toEqual([{ seq: 7 }])
  expect(wrapper.get('[role=status]').text()).toBe('Marked as unread')
})
