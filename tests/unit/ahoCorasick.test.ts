import { expect, test } from 'vitest'
import { AhoCorasick } from '../../server/services/settings/ahoCorasick.ts'
import { pick, seeded } from '../support/random.ts'

const anywhere = () => true

/** Every place of every word, in the order in which they end, the longest first. */
function placesOf(words: string[], text: string): string[] {
  const places: string[] = []
  new AhoCorasick(words).find(text, anywhere, (from, to) => {
    places.push(`${from}-${to}`)
    return false
  })
  return places
}

test('every word is found at every place, also within and beside each other', () => {
  expect(placesOf(['he', 'she', 'his', 'hers'], 'ushers')).toEqual(['1-4', '2-4', '2-6'])
  expect(placesOf(['a', 'aa', 'aaa'], 'aaaa')).toEqual(['0-1', '0-2', '1-2', '0-3', '1-3', '2-3', '1-4', '2-4', '3-4'])
  expect(placesOf(['abcd', 'bc'], 'abce')).toEqual(['1-3'])
  expect(placesOf([''], 'abc')).toEqual([])
})

test('it finds what looking for each word finds', () => {
  const random = seeded(20261121)
  const some = (length: number) => Array.from({ length }, () => pick(random, ['a', 'b', 'c'])).join('')
  for (let round = 0; round < 300; round++) {
    const words = [...new Set(Array.from({ length: 1 + round % 7 }, () => some(1 + Math.floor(random() * 4))))]
    const text = some(40)
    const expected = words.flatMap(word =>
      Array.from(text.matchAll(new RegExp(`(?=${word})`, 'g')), ({ index }) => `${index}-${index + word.length}`),
    )
    expect(placesOf(words, text).sort(), `${words.join()} in ${text}`).toEqual(expected.sort())
  }
})

test('the first place that is taken ends the search, and no word is asked about that may not end there', () => {
  const asked: string[] = []
  const take = (from: number, to: number) => asked.push(`${from}-${to}`) === 2
  expect(new AhoCorasick(['a']).find('aaaa', anywhere, take)).toBe(true)
  expect(asked).toEqual(['0-1', '1-2'])
  expect(new AhoCorasick(['a', 'aa']).find('aaaa', () => false, take)).toBe(false)
  expect(asked).toHaveLength(2)
})

const crafted: Record<string, [words: (n: number) => string, text: string]> = {
  'words that are nearly there, all of one letter': [n => `${'a'.repeat(98)}${n}`, 'a'],
  'every beginning of one word': [n => 'a'.repeat(1 + n % 200), 'a'],
  'words that fall far': [n => `${'ab'.repeat(n % 90)}c`, 'ab'],
  'words that begin in the middle of others': [n => `${'aba'.repeat(60).slice(n % 100)}${n}`, 'aba'],
}

test.each(Object.entries(crafted))('%s: a text costs two steps for each of its letters', (_, [word, text]) => {
  const words = Array.from({ length: 500 }, (_, n) => word(n))
  const stepsFor = (length: number) => {
    const automaton = new AhoCorasick(words)
    automaton.find(text.repeat(length / text.length), () => false, () => false)
    return automaton.steps
  }
  expect(stepsFor(12_000)).toBeLessThanOrEqual(24_000)
  expect(stepsFor(24_000)).toBeLessThanOrEqual(48_000)
})
