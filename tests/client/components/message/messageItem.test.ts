import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import MessageItem from '~/components/message/item/MessageItem.vue'
import MessageState from '~/components/message/item/MessageState.vue'
import { ada, grace } from '../../support/cast'
import { openClient } from '../../support/client'
import { english as texts } from '../../support/screen'
import { mountWithin } from '../../support/within'
import type { TimelineEntry } from '~/utils/timeline'

const english = (key: string) => texts.global.t(key)

beforeEach(() => void openClient())

const entryOf = (fields: Partial<TimelineEntry> = {}): TimelineEntry => ({
  key: '2:a',
  seq: 7,
  clientId: 'a',
  authorId: grace.id,
  body: 'hello',
  createdAt: '2026-01-02T03:04:05.678Z',
  state: 'sent',
  continued: false,
  ...fields,
})

function itemOf(entry: TimelineEntry, props: Record<string, unknown> = {}) {
  return mountWithin(() => {
    provideMessageTexts()
    provideMessageActions(1, () => false)
  }, MessageItem, { entry, name: 'Grace', author: grace, own: false, ...props })
}

test('a message says who wrote it and what', () => {
  const item = itemOf(entryOf())
  expect(item.text()).toContain('Grace')
  expect(item.get('[data-body]').text()).toBe('hello')
  expect(item.findAll('button').map(button => button.attributes('aria-label'))).toContain('Reply')
})

test('of a deleted message only the tombstone is left: no text, no quote, no actions', () => {
  const item = itemOf(entryOf({ state: 'deleted', body: null, replyTo: 3 }), {
    quote: { author: 'Ada', body: 'before' },
  })
  expect(item.text()).toContain('Message deleted')
  expect(item.text()).not.toContain('before')
  expect(item.find('button').exists()).toBe(false)
})

test('while a deletion can be taken back, that is all that is offered', async () => {
  const item = itemOf(entryOf(), { removing: true })
  expect(item.text()).toContain('Message deleted')
  expect(item.findAll('button').map(button => button.text())).toEqual(['Undo'])
  expect(item.get('button').attributes('aria-label')).toBe('Undo deletion')
  await item.get('button').trigger('click')
  expect(item.emitted('undo')).toHaveLength(1)
})

test('a quote of a deleted message says so', () => {
  const item = itemOf(entryOf({ replyTo: 3 }), { quote: { author: 'Ada', body: null } })
  expect(item.get('a[href="#message-3"]').text()).toContain('Message deleted')
})

test('a message on its way is calm for two seconds, then says why it waits and can be discarded', async () => {
  vi.useFakeTimers()
  const state = mount(MessageState, { props: { entry: entryOf({ seq: undefined, state: 'queued', code: 'offline' }) } })
  expect(state.find('button').exists()).toBe(false)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(state.text()).toContain(english('message.waiting.offline'))
  await state.get('button').trigger('click')
  expect(state.emitted('discard')).toHaveLength(1)
})

test('a message that failed says why, and can be tried again', async () => {
  const state = mount(MessageState, {
    props: { entry: entryOf({ seq: undefined, state: 'failed', code: 'too_large' }) },
  })
  expect(state.text()).toContain(english('message.reason.too_large'))
  await state.findAll('button')[0]!.trigger('click')
  expect(state.emitted('retry')).toHaveLength(1)
})

test('a reason that has no words of its own is told in general ones', () => {
  const state = mount(MessageState, {
    props: { entry: entryOf({ seq: undefined, state: 'failed', code: 'internal' }) },
  })
  expect(state.text()).toContain(english('message.reason.other'))
})

describe('mentions', () => {
  const marksOf = (fields: Partial<TimelineEntry>) =>
    itemOf(entryOf(fields)).findAll('.mention').map(mark => [mark.text(), mark.classes().includes('mention-own')])

  beforeEach(() => useUsersStore().receive(grace))

  test('stand out where the server has found them, the reader\'s own more', () => {
    expect(marksOf({ body: '@ada and @Grace, not @linus', mentions: [ada.id, grace.id] }))
      .toEqual([['@ada', true], ['@Grace', false]])
    expect(marksOf({ body: 'all, @here', mentionsAll: 'here' })).toEqual([['@here', true]])
  })

  test('are text where it has found none, and the text stays as it was sent', () => {
    expect(marksOf({ body: '@ada @everyone' })).toEqual([])
    const item = itemOf(entryOf({ body: 'hi @ada,  look', mentions: [ada.id] }))
    expect(item.get('[data-body] p').element.textContent).toBe('hi @ada,  look')
  })
})
