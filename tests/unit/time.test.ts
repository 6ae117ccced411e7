import { expect, onTestFinished, test, vi } from 'vitest'
import { agoTime, localTime, printedTime } from '../../utils/time.ts'

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

test.each(['en-GB', 'en-US', 'de'])('a 24-hour clock has two digits for each hour: %s', async (locale) => {
  const localTime = await localTimeIn(locale)
  const noon = new Date(2026, 0, 20, 12)
  for (const days of [0, 2, 12, 400]) {
    const early = new Date(2026, 0, 20 - days, 5, 4).toISOString()
    expect(localTime(early, 'full', false, noon)).toMatch(/(?:^|\D)05:04$/)
  }
  expect(localTime(new Date(2026, 0, 8, 5, 4).toISOString(), 'full', true, noon)).toMatch(/\D5:04/)
})

/** As a browser of this language has it. */
async function localTimeIn(locale: string) {
  const { DateTimeFormat } = Intl
  const inLocale = function (_: unknown, options: Intl.DateTimeFormatOptions) {
    return new DateTimeFormat(locale, options)
  }
  vi.spyOn(Intl, 'DateTimeFormat').mockImplementation(inLocale as never)
  onTestFinished(() => void vi.restoreAllMocks())
  vi.resetModules()
  const { localTime } = await import('../../utils/time.ts')
  return localTime
}

test.each([
  ['full', /^2 Jan 2026, \d\d:04$/], ['short', /^2 Jan 2026$/], ['clock', /^\d\d:04$/],
] as const)('a %s time on paper does not depend on the day it is printed', (format, text) => {
  expect(inEnglish(printedTime('2026-01-02T15:04:05.678Z', format, false))).toMatch(text)
  expect(printedTime(new Date().toISOString(), 'short')).toMatch(/\d{4}/)
})

/** The day before the month, as nobody's locale matters here. */
const inEnglish = (text: string) => text.replace(/^Jan 2,/, '2 Jan')

test('what is years ahead has its date, as what is years ago', () => {
  const today = new Date(2026, 0, 20, 12)
  const shown = (year: number, month: number, day: number) =>
    localTime(new Date(year, month, day, 8).toISOString(), 'short', false, today)
  expect(shown(2030, 11, 20)).toMatch(/20.*2030/)
  expect(shown(2026, 1, 20)).toMatch(/Feb.*20|20.*Feb/)
  expect(shown(2026, 0, 23)).toBe('Fri')
})
