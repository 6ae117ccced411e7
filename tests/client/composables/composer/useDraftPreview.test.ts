import { beforeEach, expect, test, vi } from 'vitest'
import { openClient, readyFor } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { withSetup } from '../../support/within'

let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers()
  server = openClient().server
  useSocketStore().start()
})

function greet() {
  server.socket.accept()
  server.socket.emit(readyFor())
  useSocketStore().greet()
}

/** Somebody with a case, who has typed this. */
async function typed(body: string, shown = true) {
  const { unmount } = withSetup(() => useDraftPreview(1, () => shown))
  useDraftsStore().write(1, body)
  await vi.advanceTimersByTimeAsync(500)
  return { unmount }
}

test('what is typed is told, at most twice a second, and that it is gone', async () => {
  greet()
  const { unmount } = await typed('It does not')
  useDraftsStore().write(1, 'It does not sta')
  useDraftsStore().write(1, 'It does not start')
  await vi.advanceTimersByTimeAsync(500)
  unmount()
  expect(server.socket.commands('case.draft').map(({ text }) => text)).toEqual(['It does not', 'It does not start', ''])
})

test('what was typed without a connection is told as soon as there is one', async () => {
  await typed('Hello')
  expect(server.socket.commands('case.draft')).toEqual([])
  greet()
  await vi.advanceTimersByTimeAsync(0)
  expect(server.socket.commands('case.draft')).toEqual([{ type: 'case.draft', roomId: 1, text: 'Hello' }])
})

test('that a text is gone is told as soon as there is a connection again', async () => {
  greet()
  await typed('Hello')
  server.socket.drop()
  useDraftsStore().write(1, '')
  await vi.advanceTimersByTimeAsync(5_000)
  greet()
  await vi.advanceTimersByTimeAsync(0)
  expect(server.socket.commands('case.draft')).toEqual([{ type: 'case.draft', roomId: 1, text: '' }])
})

test('a text that was kept from before is not told as if somebody typed it', async () => {
  useDraftsStore().write(1, 'Half a sentence')
  withSetup(() => useDraftPreview(1, () => true))
  greet()
  await vi.advanceTimersByTimeAsync(500)
  expect(server.socket.commands('case.draft')).toEqual([])
})

test('nothing is told where the inbox shows no previews', async () => {
  await typed('secret', false)
  greet()
  await vi.advanceTimersByTimeAsync(500)
  expect(server.socket.commands('case.draft')).toEqual([])
})
