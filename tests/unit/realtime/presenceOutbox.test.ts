import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PresenceEvent, PresenceReader } from '../../../server/realtime/hub/presenceOutbox.ts'
import { PresenceOutbox } from '../../../server/realtime/hub/presenceOutbox.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

class Reader implements PresenceReader {
  isClosing = false
  readonly frames = new Map<number, string[]>()

  push(event: PresenceEvent): void {
    const at = performance.now()
    this.frames.set(at, [...this.frames.get(at) ?? [], `${event.userId} ${event.status}`])
  }

  get heard(): string[] {
    return [...this.frames.values()].flat()
  }
}

const eventOf = (userId: number, status: PresenceEvent['status'] = 'online'): PresenceEvent =>
  ({ type: 'presence.changed', userId, status })

test('the first change is sent at once, what follows within a second goes together and latest wins', () => {
  const [outbox, reader] = [new PresenceOutbox(), new Reader()]
  outbox.put(reader, eventOf(1))
  vi.advanceTimersByTime(200)
  expect(reader.heard).toEqual(['1 online'])
  outbox.put(reader, eventOf(1, 'away'))
  outbox.put(reader, eventOf(2))
  outbox.put(reader, eventOf(1, 'offline'))
  vi.advanceTimersByTime(700)
  expect(reader.heard).toEqual(['1 online'])
  vi.advanceTimersByTime(400)
  expect(reader.heard).toEqual(['1 online', '1 offline', '2 online'])
})

test('whatever happens, no reader gets two frames within a second, and everybody the last state', () => {
  const outbox = new PresenceOutbox<Reader>()
  const readers = Array.from({ length: 300 }, () => new Reader())
  for (let step = 0; step < 100; step++) {
    for (const reader of readers) outbox.put(reader, eventOf(step % 7, step > 92 ? 'dnd' : 'online'))
    vi.advanceTimersByTime(70)
  }
  vi.advanceTimersByTime(2_000)
  for (const reader of readers) {
    const times = [...reader.frames.keys()]
    expect(Math.min(...times.slice(1).map((time, n) => time - times[n]!))).toBeGreaterThanOrEqual(1_000)
    const last = new Map(reader.heard.map(text => text.split(' ') as [string, string]))
    expect(new Set(last.values())).toEqual(new Set(['dnd']))
  }
})

test('what is taken back, and what is for somebody who is going, is not sent', () => {
  const [outbox, reader, going] = [new PresenceOutbox(), new Reader(), new Reader()]
  for (const userId of [1, 2]) outbox.put(reader, eventOf(userId))
  outbox.put(going, eventOf(1))
  outbox.take(reader, [1])
  going.isClosing = true
  vi.advanceTimersByTime(2_000)
  expect(reader.heard).toEqual(['2 online'])
  expect(going.heard).toEqual([])
})
