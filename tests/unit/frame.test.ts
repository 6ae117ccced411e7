import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import * as library from 'ws'
import { encodeEvents, encodeText } from '../../server/bus/frame.ts'

/** What the WebSocket library of every client makes of these bytes. */
async function decode(frame: Buffer): Promise<string> {
  const { Receiver } = library as unknown as { Receiver: new () => Writable }
  const receiver = new Receiver()
  const message = once(receiver, 'message') as Promise<[Buffer, boolean]>
  receiver.write(frame)
  const [data, isBinary] = await message
  expect(isBinary).toBe(false)
  return data.toString()
}

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('a text of %i bytes is one frame', async (length) => {
  const text = 'x'.repeat(length)
  expect(await decode(encodeText(text))).toBe(text)
})

test.each(['é'.repeat(63), '🙂'.repeat(20_000), '\u0000'])('length is counted in bytes', async text =>
  expect(await decode(encodeText(text))).toBe(text),
)

test('events are one list', async () => {
  const events = [{ type: 'pong', id: 1 }, { type: 'room.left', roomId: 7 }] as const
  expect(JSON.parse(await decode(encodeEvents([...events])))).toEqual(events)
})
