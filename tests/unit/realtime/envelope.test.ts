import { expect, test } from 'vitest'
import { decodeEnvelope, encodeEnvelope, isOwn, nodeNameBytes } from '../../../server/bus/envelope.ts'
import { encodeEvents } from '../../../server/bus/frame.ts'

const node = '0123456789abcdef'
const frame = encodeEvents([{ type: 'room.left', roomId: 7 }])
const to = { kind: 'room', roomId: 7 } as const
const encoded = encodeEnvelope(node, { to, frame: () => frame, position: { seq: 4, rev: 2 }, count: 1 } as never)

test('an envelope arrives with its address, and with the frame byte by byte', () => {
  const { frame: received, ...address } = decodeEnvelope(encoded)
  expect(address).toEqual({ to, position: { seq: 4, rev: 2 }, count: 1 })
  expect(received()).toEqual(frame)
})

test('a frame may hold line ends of its own', () => {
  const text = Buffer.from('a\nb\n')
  expect(decodeEnvelope(encodeEnvelope(node, { to, frame: () => text } as never)).frame()).toEqual(text)
})

test('an envelope without a frame has an empty one', () => {
  const bare = Buffer.from(`${node}${JSON.stringify({ to })}`)
  expect(decodeEnvelope(bare)).toMatchObject({ to })
  expect(decodeEnvelope(bare).frame()).toHaveLength(0)
})

test('what a node sent itself is known by its name', () => {
  expect(node).toHaveLength(nodeNameBytes)
  expect(isOwn(Buffer.from(node), encoded)).toBe(true)
  expect(isOwn(Buffer.from(node), Buffer.from(node))).toBe(true)
  expect(isOwn(Buffer.from('0123456789abcdeF'), encoded)).toBe(false)
  expect(isOwn(Buffer.from(node), Buffer.from(node.slice(1)))).toBe(false)
})

test('what no node sends is refused', () => {
  expect(() => decodeEnvelope(Buffer.from(`${node}not JSON\n`))).toThrow(SyntaxError)
})
