import { flushPromises } from '@vue/test-utils'
import { nextTick, ref } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import { messagesFrom, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo } from '../../support/nuxt'
import type { FakeRequest, FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'
import { withSetup } from '../../support/within'

const lobby = 1
const path = 'GET /api/rooms/1/messages'
const view = { toSeq: vi.fn(async () => {}), toEnd: vi.fn(), restore: vi.fn(async () => {}), position: vi.fn() }
const report = vi.fn()
let server: FakeServer

beforeEach(() => {
  server = openClient().server
  history.replaceState({}, '')
  goTo('/rooms/1', { id: '1' })
  useRoomsStore().receive(roomOf({ lastSeq: 100 }))
  useMessagesStore().show(lobby, { messages: messagesFrom(91, 10), hasOlder: true, hasNewer: false, rev: 0 })
  const all = messagesFrom(1, 100)
  server.on(path, ({ query = {} }: FakeRequest) => {
    const { around, before = 101 } = query as { around?: number, before?: number }
    const from = around ? Math.max(1, around - 5) : Math.max(1, before - 10)
    return { messages: all.slice(from - 1, from + 9), users: [], hasMore: from > 1 }
  })
})

const list = () => useMessagesStore().byRoom[lobby]!
const navigate = () => withSetup(() => useMessageNavigation(lobby, list, ref(view), report)).result

test('a message that is here is gone to at once', async () => {
  await navigate().jump(95)
  expect(server.requests).toEqual([])
  expect(view.toSeq).toHaveBeenCalledWith(95)
})

test('a message that is not here is fetched first, with what is around it', async () => {
  await navigate().jump(20)
  expect(list().messages[0]?.seq).toBe(15)
  expect(view.toSeq).toHaveBeenCalledWith(20)
})

test('to the end goes back to the newest page, and nothing is marked there', async () => {
  const { jump, newest, marked } = navigate()
  await jump(20)
  marked.value = 20
  await newest()
  expect(list().messages.at(-1)?.seq).toBe(100)
  expect(marked.value).toBeUndefined()
  expect(view.toEnd).toHaveBeenCalledTimes(1)
})

test('one load at a time: who scrolls on meanwhile asks for nothing more', async () => {
  const { older, busy } = navigate()
  const first = older()
  expect(busy.value).toBe(true)
  await older()
  await first
  expect(busy.value).toBe(false)
  expect(server.requestsOf(path)).toHaveLength(1)
})

test('what cannot be loaded is reported, and the next try begins without that', async () => {
  server.on(path, () => { throw problem('unavailable', 503) })
  const { jump, busy } = navigate()
  await jump(20)
  expect(busy.value).toBe(false)
  expect(report.mock.calls.map(([cause]) => (cause as { code?: string } | undefined)?.code)).toEqual([
    undefined, 'unavailable',
  ])
  await jump(21)
  expect(report.mock.calls.map(([cause]) => (cause as { code?: string } | undefined)?.code)).toEqual([
    undefined, 'unavailable', undefined, 'unavailable',
  ])
})

test('another message in the address of an open room is gone to and marked', async () => {
  const { marked } = navigate()
  goTo('/rooms/1?seq=20', { id: '1' })
  await flushPromises()
  expect(marked.value).toBe(20)
  expect(view.toSeq).toHaveBeenCalledWith(20)
})

test.each(['0', 'x', '-1', '1e3', '99999999999999999'])('%s is no place in a room', async (seq) => {
  const { marked } = navigate()
  goTo(`/rooms/1?seq=${seq}`, { id: '1' })
  await nextTick()
  expect(marked.value).toBeUndefined()
  expect(server.requests).toEqual([])
})

test('back in a room one is where one was, also when that must be fetched', async () => {
  history.replaceState({ 'room:1': { seq: 30, top: 12 } }, '')
  navigate()
  await vi.waitFor(() => expect(view.restore).toHaveBeenCalledWith({ seq: 30, top: 12 }), { timeout: 10_000 })
  expect(list().messages.some(({ seq }) => seq === 30)).toBe(true)
})
