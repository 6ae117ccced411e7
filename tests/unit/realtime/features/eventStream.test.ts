import type { ServerResponse } from 'node:http'
import { beforeEach, expect, test, vi } from 'vitest'
import { EventStream } from '../../../../server/realtime/features/eventStream.ts'

const minuteMs = 60_000
let response: ReturnType<typeof newResponse>
let stream: EventStream

/** What a stream uses of a response; `writableLength` is what the reader has not taken. */
function newResponse() {
  return {
    writableLength: 0, writableEnded: false,
    writeHead: vi.fn(), write: vi.fn<(text: string) => void>(), end: vi.fn(), destroy: vi.fn(),
  }
}

beforeEach(() => {
  response = newResponse()
  stream = new EventStream(response as unknown as ServerResponse, 0)
})

test('a reader who takes what is sent keeps the stream', () => {
  for (let n = 1; n <= 10; n++) stream.beat(n)
  expect(response.write).toHaveBeenCalledTimes(10)
  expect(response.destroy).not.toHaveBeenCalled()
})

test('who has not taken it by the next heartbeat but one is cut off, whatever little it is', () => {
  response.writableLength = 1
  stream.beat(1)
  expect(response.destroy).not.toHaveBeenCalled()
  stream.beat(2)
  expect(response.destroy).toHaveBeenCalledOnce()
})

test('a reader who is behind for a moment is not', () => {
  for (const [n, length] of [1, 0, 1, 0].entries()) {
    response.writableLength = length
    stream.beat(n)
  }
  expect(response.destroy).not.toHaveBeenCalled()
})

test('a burst that is too large cuts at once', () => {
  response.writableLength = 17 * 1024
  stream.write('id: 1\n\n')
  expect(response.destroy).toHaveBeenCalledOnce()
  expect(response.write).not.toHaveBeenCalled()
})

test('a stream ends after half an hour or some more, and is not waited for', () => {
  vi.useFakeTimers()
  stream.beat(29 * minuteMs)
  expect(response.end).not.toHaveBeenCalled()
  stream.beat(46 * minuteMs)
  expect(response.end).toHaveBeenCalledOnce()
  vi.advanceTimersByTime(5000)
  expect(response.destroy).toHaveBeenCalledOnce()
  vi.useRealTimers()
})

test('streams that began together do not end together', () => {
  const ended = Array.from({ length: 50 }, () => {
    const mine = newResponse()
    const other = new EventStream(mine as unknown as ServerResponse, 0)
    other.beat(37 * minuteMs)
    return mine.end.mock.calls.length
  })
  expect(new Set(ended)).toEqual(new Set([0, 1]))
})
