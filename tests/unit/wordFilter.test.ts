import { expect, test } from 'vitest'
import { wordFilter } from '../../server/services/wordFilter.ts'

const isFiltered = wordFilter(['cat', 'a.b', '(x', '猫', 'ice cream'])

test.each(['cat', 'Cat!', 'the CAT sat', 'ｃａｔ', 'c\u200Bat', 'a.b', '(x', '我的猫在', 'ICE CREAM?'])('%j is found', (body) => {
  expect(isFiltered(body)).toBe(true)
})

test.each(['category', 'concat', 'axb', 'icecream', 'cät', ''])('%j is not', (body) => {
  expect(isFiltered(body)).toBe(false)
})

test('without words nothing is', () => {
  expect(wordFilter([])('anything')).toBe(false)
})
