import { expect, test } from 'vitest'
import { inOrder, readOutgoing } from '../../utils/outgoing.ts'

const good = {
  position: 3,
  clientId: '2f1c0a3e-5b1f-4c62-9a55-0c4f8b0f5c11',
  roomId: 7,
  authorId: 1,
  body: 'hello',
  createdAt: '2026-01-02T03:04:05.678Z',
  state: 'queued',
}

test('a record is read as it was written', () => {
  expect(readOutgoing(good)).toEqual(good)
  expect(readOutgoing({ ...good, replyTo: 2, state: 'failed', code: 'forbidden' })).toEqual({
    ...good,
    replyTo: 2,
    state: 'failed',
    code: 'forbidden',
  })
})

test('what a default can mend is mended: the text is still the person\'s', () => {
  const mended = readOutgoing({ ...good, state: 'sent', createdAt: 'once', replyTo: '2', code: 12, more: true })
  expect(mended).toEqual({ ...good, createdAt: '1970-01-01T00:00:00.000Z' })
})

test('what cannot be sent as what it was is no message', () => {
  const without = (key: keyof typeof good) => ({ ...good, [key]: undefined })
  const broken = [
    null, undefined, 'text', 12, [], {},
    without('position'),
    without('clientId'),
    without('roomId'),
    without('authorId'),
    without('body'),
    { ...good, body: '' },
    { ...good, roomId: 1.5 },
    { ...good, authorId: '1' },
    { ...good, clientId: 'x' },
  ]
  for (const record of broken) expect(readOutgoing(record), JSON.stringify(record)).toBeUndefined()
})

test('order is the order of writing, whatever the clocks said; what has no place comes last', () => {
  const written = [{ position: 9, at: 1 }, { at: 2 }, { position: 2, at: 3 }, { at: 4 }, { position: 5, at: 5 }]
  expect(inOrder(written).map(({ at }) => at)).toEqual([3, 5, 1, 2, 4])
})
