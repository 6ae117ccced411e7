import { expect, test } from 'vitest'
import { shareOf } from '../../../server/realtime/hub/share'

const people = Array.from({ length: 1200 }, (_, n) => n)

test('few are looked at all at once', () => {
  expect(shareOf(people.slice(0, 500), false)).toEqual(people.slice(0, 500))
  expect(shareOf([], false)).toEqual([])
})

test('of many another share is looked at each time, over the end too', () => {
  expect(shareOf(people, false, 0)).toEqual(people.slice(0, 500))
  expect(shareOf(people, false, 0.75)).toEqual([...people.slice(900), ...people.slice(0, 200)])
})

test('all of them while the bus is away', () => {
  expect(shareOf(people, true)).toEqual(people)
})
