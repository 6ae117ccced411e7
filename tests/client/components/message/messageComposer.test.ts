import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import MessageComposer from '~/components/message/composer/MessageComposer.vue'
import { openClient } from '../../support/client'

let coarse = false
const emoji = vi.hoisted(() => ({ emojiOf: vi.fn(), searchEmoji: vi.fn() }))
vi.mock('~/components/message/emoji/database', () => emoji)

beforeEach(() => {
  openClient()
  coarse = false
  emoji.emojiOf.mockReset().mockResolvedValue([])
  emoji.searchEmoji.mockReset().mockResolvedValue([])
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('coarse') === coarse }))
  document.execCommand = () => false
})

/** A composer whose parent keeps the draft, as a room does. */
function compose(props: Record<string, unknown> = {}) {
  const keep = { draft: (_text: string) => {} }
  const wrapper = mount(MessageComposer, {
    props: {
      roomId: 1,
      name: 'Lobby',
      draft: '',
      clientId: 'id',
      onWrite: (text: string) => keep.draft(text),
      ...props,
    },
    attachTo: document.body,
  })
  keep.draft = draft => void wrapper.setProps({ draft })
  const field = wrapper.get('textarea')
  const type = (text: string) => field.setValue(text)
  const press = (key: string, options = {}) => field.trigger('keydown', { key, ...options })
  const sent = () => wrapper.emitted('send')?.map(([body]) => body) ?? []
  return { wrapper, field, type, press, sent }
}

test('Enter sends the text and empties the field; with Shift it is a new line', async () => {
  const { field, type, press, sent } = compose()
  await type('hello')
  await press('Enter', { shiftKey: true })
  expect(sent()).toEqual([])
  await press('Enter')
  expect(sent()).toEqual(['hello'])
  expect(field.element.value).toBe('')
})

test('who wishes it sends with Ctrl and Enter only', async () => {
  const { type, press, sent } = compose({ sendKey: 'modifier' })
  await type('hello')
  await press('Enter')
  expect(sent()).toEqual([])
  await press('Enter', { ctrlKey: true })
  expect(sent()).toEqual(['hello'])
})

test('on a touch keyboard Enter is a new line', async () => {
  coarse = true
  const { wrapper, type, press, sent } = compose()
  await type('hello')
  await press('Enter')
  expect(sent()).toEqual([])
  await wrapper.get('form').trigger('submit')
  expect(sent()).toEqual(['hello'])
})

test('Enter that ends a word of an input method sends nothing', async () => {
  const { type, press, sent } = compose()
  await type('こん')
  await press('Enter', { isComposing: true })
  expect(sent()).toEqual([])
})

test('spaces are no message', async () => {
  const { type, press, sent } = compose()
  await type('  \n ')
  await press('Enter')
  expect(sent()).toEqual([])
})

test.each([
  ['while the room is left', { leaving: true }],
  ['while one is muted', { mutedUntil: '2999-01-01T00:00:00.000Z' }],
])('nothing is sent %s, and the text stays', async (_when, props) => {
  const { field, type, press, sent } = compose(props)
  await type('hello')
  await press('Enter')
  expect(sent()).toEqual([])
  expect(field.element.value).toBe('hello')
})

test('a text that is too long says so and cannot be sent by the button', async () => {
  const { wrapper, field, type } = compose()
  await type('x'.repeat(4_001))
  expect(wrapper.text()).toContain('This is too long.')
  expect(wrapper.text()).toContain('-1')
  expect(field.attributes('aria-invalid')).toBe('true')
  expect(wrapper.get('button[type=submit]').attributes('disabled')).toBeDefined()
})

test('a sign sends, under the name of what it does; where that is another word, the word does', () => {
  expect(compose().wrapper.get('button[type=submit]').attributes('aria-label')).toBe('Send')
  const named = compose({ sendLabel: 'Add note' }).wrapper.get('button[type=submit]')
  expect([named.text(), named.attributes('aria-label')]).toEqual(['Add note', undefined])
})

test('where the browser does not make it, the field is as high as its text', async () => {
  vi.stubGlobal('CSS', { supports: () => false })
  const { field, type } = compose()
  Object.defineProperty(field.element, 'scrollHeight', { get: () => 20 * field.element.value.split('\n').length })
  await type('one\ntwo')
  expect(field.element.style.height).toBe('40px')
  await type('one')
  expect(field.element.style.height).toBe('20px')
})

test('what was typed before the page was hydrated is kept', async () => {
  const { wrapper } = compose({ draft: 'early' })
  expect(wrapper.emitted('write')).toEqual([['early']])
})

test('a draft from another tab is shown, but never in the middle of a composed word', async () => {
  const { wrapper, field } = compose({ draft: 'here' })
  await wrapper.setProps({ draft: 'from another tab' })
  expect(field.element.value).toBe('from another tab')
  await field.trigger('compositionstart')
  await wrapper.setProps({ draft: 'later' })
  expect(field.element.value).toBe('from another tab')
})

test('an answer shows what it answers, goes to the field, and Escape takes it back', async () => {
  const { wrapper, field, press } = compose()
  await wrapper.setProps({ reply: { seq: 7, author: 'Grace', body: 'first' } })
  await flushPromises()
  expect(wrapper.text()).toContain('Grace')
  expect(wrapper.get('input[name=replyTo]').attributes('value')).toBe('7')
  expect(document.activeElement).toBe(field.element)
  await press('Escape')
  expect(wrapper.emitted('cancelReply')).toHaveLength(1)
})

test('a message waits for the emoji of its shortcode, and what is typed meanwhile stays in the field', async () => {
  let found = (_emoji: { text: string, name: string }[]) => {}
  emoji.emojiOf.mockReturnValue(new Promise(resolve => found = resolve))
  const { field, type, press, sent } = compose()
  await type('yes :smile:')
  await vi.waitFor(() => expect(emoji.emojiOf).toHaveBeenCalledWith('smile'), { timeout: 10_000 })
  await press('Enter')
  expect(sent()).toEqual([])

  await type('yes :smile: and more')
  found([{ text: '😄', name: 'smile' }])
  await vi.waitFor(() => expect(sent()).toEqual(['yes 😄']), { timeout: 10_000 })
  expect(field.element.value).toBe(' and more')
})

test('a message that waited is not sent by who was muted meanwhile', async () => {
  let found = (_emoji: { text: string, name: string }[]) => {}
  emoji.emojiOf.mockReturnValue(new Promise(resolve => found = resolve))
  const { wrapper, field, type, press, sent } = compose()
  await type('yes :smile:')
  await vi.waitFor(() => expect(emoji.emojiOf).toHaveBeenCalled(), { timeout: 10_000 })
  await press('Enter')
  await wrapper.setProps({ mutedUntil: '2999-01-01T00:00:00.000Z' })
  found([{ text: '😄', name: 'smile' }])
  await flushPromises()
  expect(sent()).toEqual([])
  expect(field.element.value).toBe('yes 😄')
})

test('emoji are offered by name, and Enter takes the one that is marked', async () => {
  emoji.searchEmoji.mockResolvedValue([{ text: '😄', name: 'smile' }, { text: '😏', name: 'smirk' }])
  const { wrapper, field, type, press, sent } = compose()
  await type('so :smi')
  await vi.waitFor(() => expect(wrapper.findAll('[role=option]')).toHaveLength(2), { timeout: 10_000 })
  await press('ArrowDown')
  expect(wrapper.get('[aria-selected=true]').text()).toContain(':smirk:')
  await press('Enter')
  expect(field.element.value).toBe('so 😏 ')
  expect(sent()).toEqual([])
})

test('people are offered behind an @, by keyboard', async () => {
  const people = async (query: string) => [{ name: 'ada', label: 'Ada' }, { name: 'adam', label: 'Adam' }]
    .filter(one => one.name.startsWith(query))
  const { wrapper, field, type, press, sent } = compose({ people })
  await type('hi @ad')
  await flushPromises()
  expect(wrapper.findAll('[role=option]').map(option => option.text())).toEqual(['Ada@ada', 'Adam@adam'])
  expect(field.attributes('aria-activedescendant')).toBe(wrapper.findAll('[role=option]')[0]?.attributes('id'))
  await press('ArrowDown')
  await press('Enter')
  expect(field.element.value).toBe('hi @adam ')
  expect(sent()).toEqual([])
  expect(wrapper.find('[role=listbox]').exists()).toBe(false)
  await type('mail ada@ad')
  await flushPromises()
  expect(wrapper.find('[role=listbox]').exists()).toBe(false)
})

test('Escape closes the people, and the text stays', async () => {
  const { wrapper, field, type, press } = compose({ people: async () => [{ name: 'ada', label: 'Ada' }] })
  await type('@a')
  await flushPromises()
  await press('Escape')
  expect(wrapper.find('[role=listbox]').exists()).toBe(false)
  expect(field.element.value).toBe('@a')
  expect(wrapper.emitted('cancelReply')).toBeUndefined()
})
