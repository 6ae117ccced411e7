import { describe, expect, test } from 'vitest'
import { partsOf } from '../../server/services/users/namePart.ts'
import { fitsName, foldName, nameWords, queryWords } from '../../shared/fold.ts'

describe('a name is folded', () => {
  test.each([
    ['Zoë', 'zoe'], ['TOMÁŠ', 'tomas'], ['Bjørn Łukasz', 'bjorn lukasz'], ['Weiß', 'weiss'], ['STRAẞE', 'strasse'],
    ['Işıl', 'isil'], ['İpek', 'ipek'], ['Ægir', 'aegir'], ['Ｗｅｂｅｒ', 'weber'], ['Σίσυφος', 'σισυφοσ'],
    ['Nguyễn Thị', 'nguyen thi'], ['Ёлка', 'елка'], ['  a \u200B  b ', 'a b'], ['محمّد', 'محمد'], ['שָׁלוֹם', 'שלום'],
    ['が', 'が'], ['किरण', 'किरण'], ['한글', '한글'],
  ])('%j as %j', (name, folded) => expect(foldName(name)).toBe(folded))

  test('once is enough', () => {
    for (const name of ['İıßØ', 'Ŀŀ', 'ǅ', 'ﬃ']) expect(foldName(foldName(name)), name).toBe(foldName(name))
  })
})

test('a name has words, also where a sign holds them together', () => {
  expect(nameWords('Anna-Lena O’Brien')).toEqual(['anna', 'lena', 'annalena', 'o', 'brien', 'obrien'])
  expect(nameWords('🦊')).toEqual(['🦊'])
  expect(nameWords('...')).toEqual(['...'])
  expect(queryWords('@grace ')).toEqual(['grace'])
  expect(queryWords(' ')).toEqual([])
})

test.each([
  ['web', true], ['ANN', true], ['weber anna', true], ['anna tomas', false], ['eber', false], ['annaweber', true],
  ['', true],
])('the words of %j begin words of the name: %s', (query, fits) => {
  expect(fitsName(['anna.weber', 'Anna Weber'], query)).toBe(fits)
})

describe('what a name is found by', () => {
  const found = (names: string[], inner: boolean) => partsOf(names).filter(part => part.inner === inner)
    .map(({ part }) => part)

  test('its words, and from each letter on that three follow', () => {
    expect(found(['Zoë Weber'], false)).toEqual(['zoe', 'weber'])
    expect(found(['Zoë Weber'], true)).toEqual(['eber', 'ber'])
  })

  test('from each letter where no spaces stand between words', () => {
    expect(found(['田中太郎'], true)).toEqual(['中太郎', '太郎', '郎'])
  })

  test('whatever it is, by something, and never by hundreds of parts', () => {
    expect(partsOf(['.'])).toHaveLength(1)
    expect(partsOf(['abc'.repeat(40), 'x y z '.repeat(10)]).length).toBeLessThanOrEqual(60)
  })
})
