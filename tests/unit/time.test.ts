import { expect, test } from 'vitest'
import { agoTime } from '../../utils/time.ts'

const now = Date.parse('2026-01-02T03:04:05.678Z')
const minute = 60_000
const ago = (ms: number, language = 'en') => agoTime(new Date(now - ms).toISOString(), language, now)

test.each([
  [0, 'this minute'], [-minute, 'this minute'], [5 * minute, '5 minutes ago'], [59.6 * minute, '1 hour ago'],
  [23 * 60 * minute, '23 hours ago'], [24 * 60 * minute, 'yesterday'], [400 * 24 * 60 * minute, '400 days ago'],
])('%i ms ago is %s', (ms, text) => {
  expect(ago(ms)).toBe(text)
})

test('it is said in the language of the screen', () => {
  expect(ago(5 * minute, 'de')).toBe('vor 5 Minuten')
})
