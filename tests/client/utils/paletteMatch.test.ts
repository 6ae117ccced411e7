import { describe, expect, test } from 'vitest'
import type { PaletteItem } from '~/utils/paletteItem'
import { effort } from '../../support/effort.ts'

const itemOf = (label: string, synonyms?: string): PaletteItem =>
  ({ id: label, section: 'rooms', label, synonyms, run: () => undefined })
const find = (query: string, ...items: (string | PaletteItem)[]) =>
  createPaletteMatcher(items.map(item => typeof item === 'string' ? itemOf(item) : item))(query)
    .map(({ item }) => item.label)

describe('the palette finds', () => {
  test('the name that begins so, then its words, then anything that has it', () => {
    expect(find('art', 'Party', 'Modern art', 'Go-karts', 'Art history', 'Painting'))
      .toEqual(['Art history', 'Modern art', 'Party', 'Go-karts'])
  })

  test.each([
    ['CAFE', 'Café'],
    ['zoe', 'Zoë'],
    ['søren', 'Soren'],
    ['soren', 'Søren'],
    ['strasse', 'Straße'],
  ])('%s in %s', (query, label) => {
    expect(find(query, label)).toEqual([label])
  })

  test('the words of a name in any order, and by their first letters', () => {
    expect(find('room eng', 'Engine room', 'Room 7')).toEqual(['Engine room'])
    expect(find('er', 'Engine room', 'Gardeners')).toEqual(['Engine room', 'Gardeners'])
  })

  test('a synonym, after names', () => {
    expect(find('theme', itemOf('Use dark theme'), itemOf('Appearance', 'theme colours'), 'Themes'))
      .toEqual(['Themes', 'Use dark theme', 'Appearance'])
    expect(find('log off', itemOf('Log out', 'log off sign out'))).toEqual(['Log out'])
  })

  test.each([['geenral', 'General'], ['setings', 'Settings'], ['anouncements', 'Announcements']])(
    '%s for %s, where nothing is written so', (query, label) => {
      expect(find(query, label, 'Something else')).toEqual([label])
      expect(find(query, label, query)).toEqual([query])
    })

  test('everything where nothing is asked, and nothing where nothing fits', () => {
    expect(find('  ', 'B', 'A')).toEqual(['B', 'A'])
    expect(find('xyzzy', 'Lobby', 'Garden')).toEqual([])
    expect(find('xy', 'Lobby')).toEqual([])
  })

  test('names of every script', () => {
    expect(find('гара', 'Гараж')).toEqual(['Гараж'])
    expect(find('広場', '中央広場')).toEqual(['中央広場'])
  })
})

test('a key costs little among thousands of names, also one that finds nothing', () => {
  const items = Array.from({ length: 2_000 }, (_, index) => itemOf(`Project group number ${index}`))
  const find = createPaletteMatcher(items)
  find('warm-up')
  const took = effort(() => {
    find('qwertyuiop asdfghjkl zxcvbnm')
    find('x'.repeat(5_000))
  })
  expect(took).toBeLessThan(1_000)
})
