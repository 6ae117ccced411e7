import { describe, expect, test } from 'vitest'
import { countTicks, timeTicks } from '../../../../utils/admin/feature/chartTicks'

const hourMs = 3_600_000
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime()
const read = ({ at, isDay }: { at: number, isDay: boolean }) => {
  const date = new Date(at)
  const clock = `${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`
  return isDay ? `${date.getMonth() + 1}/${date.getDate()}` : clock
}
const ticks = (from: number, hours: number) => timeTicks(from, from + hours * hourMs).map(read)

describe('times on the axis', () => {
  test('of an hour are quarters', () => {
    expect(ticks(at(2026, 0, 14, 10, 7), 1)).toEqual(['10:15', '10:30', '10:45', '11:00'])
  })

  test('of a day are every six hours, with the date where a day begins', () => {
    expect(ticks(at(2026, 0, 14, 10, 7), 24)).toEqual(['12:00', '18:00', '1/15', '6:00'])
  })

  test('of a week are every second day, of a month every seventh', () => {
    expect(ticks(at(2026, 0, 14, 10, 7), 168)).toEqual(['1/16', '1/18', '1/20'])
    expect(ticks(at(2026, 0, 14, 10, 7), 720)).toEqual(['1/21', '1/28', '2/4', '2/11'])
  })

  test('hold an end that is one', () => {
    expect(ticks(at(2026, 0, 14, 10, 0), 1)).toEqual(['10:00', '10:15', '10:30', '10:45', '11:00'])
  })
})

test.each([
  [0, [0, 1]], [4, [0, 1, 2, 3, 4]], [5, [0, 2, 4, 6]], [7, [0, 2, 4, 6, 8]], [40, [0, 10, 20, 30, 40]],
  [815, [0, 500, 1000]], [1000, [0, 500, 1000]],
])('counts up to %i', (most, expected) => {
  expect(countTicks(most)).toEqual(expected)
})
