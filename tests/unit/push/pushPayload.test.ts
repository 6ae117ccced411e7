import { describe, expect, test } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { encodePayload, messagePayload } from '../../../server/services/push/pushPayload.ts'

const notice = { roomId: 7, seq: 9, author: 'Ada Lovelace', body: 'hello' }

describe('a payload', () => {
  test('names the room of a group and the author of a direct message', () => {
    expect(messagePayload({ ...notice, roomName: 'Garden' })).toMatchObject({
      title: 'Garden', body: 'Ada Lovelace: hello', url: '/rooms/7?seq=9', tag: 'room-7',
    })
    expect(messagePayload({ ...notice, roomName: null })).toMatchObject({ title: 'Ada Lovelace', body: 'hello' })
  })

  test.each([
    ['letters', 'w'.repeat(4000)],
    ['emoji', '👩‍👩‍👧‍👦'.repeat(571)],
    ['characters that JSON writes longer', '\u0001"\\'.repeat(1333)],
    ['three bytes each', '漢'.repeat(4000)],
  ])('of 4,000 %s is cut to fit', (_, body) => {
    const text = encodePayload(messagePayload({ ...notice, roomName: null, body }))
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limits.push.payloadBytes)
    expect(Buffer.byteLength(text)).toBeGreaterThan(limits.push.payloadBytes - 60)
    const cut = (JSON.parse(text) as { body: string }).body
    expect(cut.endsWith('…')).toBe(true)
    expect(body.startsWith(cut.slice(0, -1))).toBe(true)
    expect(cut.isWellFormed()).toBe(true)
  })

  test('that fits is left as it is', () => {
    const payload = messagePayload({ ...notice, roomName: 'Garden' })
    expect(JSON.parse(encodePayload(payload))).toEqual(payload)
  })
})
