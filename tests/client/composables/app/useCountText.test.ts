import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'

const show = (key: string, count: number) => mount({
  setup: () => {
    const countText = useCountText()
    return () => countText(key, count)
  },
}).text()

test.each([
  [1204, '1,204 members'], [1, '1 member'], [0, '0 members'], [999, '999 members'], [1000, '1,000 members'],
  [12_345_678, '12,345,678 members'],
])('%i members are written as the language writes numbers', (count, text) => {
  expect(show('room.members', count)).toBe(text)
})
