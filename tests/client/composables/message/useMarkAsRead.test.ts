import { ref } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import { messageOf, messagesFrom, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { withSetup } from '../../support/within'

const lobby = 1
let server: FakeServer
let focused: boolean

beforeEach(() => {
  vi.useFakeTimers()
  server = openClient().server
  server.on('PUT /api/rooms/1/read', () => undefined)
  focused = true
  vi.spyOn(document, 'hasFocus').mockImplementation(() => focused)
  useRoomsStore().receive(roomOf({ lastSeq: 3 }))
  useMessagesStore().show(lobby, { messages: messagesFrom(1, 3), hasOlder: false, hasNewer: false, rev: 0 })
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const told = () => server.requestsOf('PUT /api/rooms/1/read').map(({ body }) => (body as { seq: number }).seq)

function focus(now: boolean) {
  focused = now
  window.dispatchEvent(new Event(now ? 'focus' : 'blur'))
}

test('the end of a room is read when somebody has looked at it for a moment', async () => {
  const { result } = withSetup(() => useMarkAsRead(lobby, ref(true)))
  expect(result.looking.value).toBe(true)
  await pass(399)
  expect(told()).toEqual([])
  await pass(1)
  expect(told()).toEqual([3])
})

test('messages that come one after the other are told once', async () => {
  withSetup(() => useMarkAsRead(lobby, ref(true)))
  await pass(200)
  useMessagesStore().place(messageOf(4))
  await pass(200)
  expect(told()).toEqual([])
  await pass(200)
  expect(told()).toEqual([4])
})

test('nothing is read in a window that nobody looks at, until somebody comes back', async () => {
  focused = false
  const { result } = withSetup(() => useMarkAsRead(lobby, ref(true)))
  await pass(5_000)
  expect(told()).toEqual([])
  focus(true)
  expect(result.looking.value).toBe(true)
  await pass(400)
  expect(told()).toEqual([3])
})

test('who looks away at once has not read', async () => {
  withSetup(() => useMarkAsRead(lobby, ref(true)))
  await pass(300)
  focus(false)
  await pass(5_000)
  expect(told()).toEqual([])
})

test('further up in the list nothing is read', async () => {
  const atEnd = ref(false)
  withSetup(() => useMarkAsRead(lobby, atEnd))
  await pass(5_000)
  expect(told()).toEqual([])
  atEnd.value = true
  await pass(400)
  expect(told()).toEqual([3])
})

test('a room that was left is not read later', async () => {
  const { unmount } = withSetup(() => useMarkAsRead(lobby, ref(true)))
  unmount()
  await pass(5_000)
  focus(true)
  await pass(5_000)
  expect(told()).toEqual([])
})

test('what was marked as unread is not read by looking at it, but by coming back', async () => {
  server.on('PUT /api/rooms/1/unread', () => undefined)
  const { unmount } = withSetup(() => useMarkAsRead(lobby, ref(true)))
  await pass(400)
  await useReadingStore().unread(lobby, 2)
  useMessagesStore().place(messageOf(4))
  await pass(400)
  expect(told()).toEqual([3])
  unmount()
  withSetup(() => useMarkAsRead(lobby, ref(true)))
  await pass(400)
  expect(told()).toEqual([3, 4])
})
