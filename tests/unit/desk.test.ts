import { expect, test } from 'vitest'
import { spanOf } from '../../utils/caseClock.ts'
import { deskFilterOf, deskPath } from '../../utils/deskFilter.ts'
import { snoozeChoices } from '../../utils/snooze.ts'

test('a list is in its address, and what makes no sense there is left out', () => {
  for (const path of ['/desk', '/desk?view=mine', '/desk?view=spam&inbox=3&team=4&label=a+b&query=%23saturn']) {
    const { searchParams } = new URL(path, 'http://localhost')
    expect(deskPath(deskFilterOf(Object.fromEntries(searchParams)))).toBe(path)
  }
  expect(deskFilterOf({ view: 'nothing', inbox: '-1', team: '1e3', label: ' ', query: ['a', 'b'] })).toEqual({
    view: 'all',
  })
  expect(deskPath({ view: 'all', query: 'a&b' }, 7)).toBe('/desk/7?query=a%26b')
})

test('a span is as short as it can be read', () => {
  const minutes = (count: number) => spanOf(count * 60_000)
  expect(minutes(-5)).toEqual({ unit: 'minute', count: 0 })
  expect(minutes(59.9)).toEqual({ unit: 'minute', count: 59 })
  expect(minutes(60)).toEqual({ unit: 'hour', count: 1 })
  expect(minutes(47 * 60 + 59)).toEqual({ unit: 'hour', count: 47 })
  expect(minutes(48 * 60)).toEqual({ unit: 'day', count: 2 })
})

test('a case is put off for hours, until the next morning or until a Monday that is not today', () => {
  for (let day = 1; day <= 14; day++) {
    const now = new Date(2026, 2, day, 22, 30)
    const [hours, tomorrow, week] = snoozeChoices(now).map(choice => choice.until)
    expect(hours!.getTime() - now.getTime()).toBe(3 * 3_600_000)
    expect([tomorrow!.getDate(), tomorrow!.getHours()]).toEqual([day + 1, 9])
    if (now.getDay() === 0) {
      expect(week, 'tomorrow is Monday').toBeUndefined()
      continue
    }
    expect([week!.getDay(), week!.getHours()]).toEqual([1, 9])
    const ahead = (week!.getTime() - now.getTime()) / 86_400_000
    expect(ahead > 0 && ahead <= 7).toBe(true)
  }
})
