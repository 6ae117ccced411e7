import { beforeEach, expect, test, vi } from 'vitest'
import { ada } from '../../support/cast'
import { openClient } from '../../support/client'
import { withSetup } from '../../support/within'

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00.000Z') }))

function mutedUntil(until: string | undefined) {
  openClient({ user: { ...ada, mutedUntil: until } })
  return withSetup(() => useMute()).result
}

test('a mute ends by itself, without a word of the server', async () => {
  const muted = mutedUntil('2026-01-01T00:01:00.000Z')
  expect(muted.value).toBe('2026-01-01T00:01:00.000Z')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(muted.value).toBeUndefined()
})

test('a mute of more days than a timer can count does not end at once', async () => {
  const muted = mutedUntil('2027-01-01T00:00:00.000Z')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(muted.value).toBe('2027-01-01T00:00:00.000Z')
  await vi.advanceTimersByTimeAsync(365 * 86_400_000)
  expect(muted.value).toBeUndefined()
})

test('a mute that begins while one writes is there at once', async () => {
  const muted = mutedUntil(undefined)
  expect(muted.value).toBeUndefined()
  useSessionStore().become({ ...ada, mutedUntil: '2026-01-01T00:01:00.000Z' })
  await vi.advanceTimersByTimeAsync(0)
  expect(muted.value).toBe('2026-01-01T00:01:00.000Z')
})
