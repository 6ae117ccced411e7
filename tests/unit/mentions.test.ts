import { describe, expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { findMentions, mentionsAllOf, splitMentions } from '../../shared/mentions.ts'
import { effort } from '../support/effort.ts'
import { pick, seeded } from '../support/random.ts'

const names = (body: string) => findMentions(body).map(place => place.names)
const first = (body: string) => findMentions(body)[0]?.names.at(-1)

describe('a name behind a sign', () => {
  test.each([
    ['@ada', 'ada'],
    ['hello @ada', 'ada'],
    ['(@ada)', 'ada'],
    ['@ada, look', 'ada'],
    ['@ada\'s idea', 'ada'],
    ['so **@ada**', 'ada'],
    ['line\n@ada', 'ada'],
    ['@j.r.smith', 'j.r.smith'],
    ['@ada-lovelace!', 'ada-lovelace'],
    ['@ada_l', 'ada_l'],
    ['@Ольга!', 'Ольга'],
    ['"@小明"', '小明'],
  ])('is found in %j', (body, name) => {
    expect(first(body)).toBe(name)
  })

  test.each([
    'mail ada@plaza.test', 'https://plaza.test/@ada', 'a.@ada', '\\@ada', '@@ada', 'price @ 5', '@', '@\nada', 'no sign',
  ])('is not found in %j', (body) => {
    expect(findMentions(body)).toEqual([])
  })

  test('may have spaces and signs: the longest comes first', () => {
    expect(names('@Ada King Lovelace.')).toEqual([['Ada King Lovelace.', 'Ada King Lovelace', 'Ada King', 'Ada']])
  })

  test('has five words and a line at most, and no more characters than a username', () => {
    expect(names('@a b c d e f')[0]?.[0]).toBe('a b c d e')
    expect(names('@ada\nking')).toEqual([['ada']])
    expect(names(`@${'x'.repeat(limits.username.max)}`)[0]).toEqual(['x'.repeat(limits.username.max)])
    expect(findMentions(`@${'x'.repeat(limits.username.max + 1)}`)).toEqual([])
  })

  test('ends where the next one begins', () => {
    expect(names('@ada @grace')).toEqual([['ada'], ['grace']])
  })
})

describe('code', () => {
  test.each([
    '`@ada`', '``a ` @ada``', '```\n@ada\n```', '```ts\n@ada', '~~~\n@ada\n~~~', '  ```\n@ada\n  ```',
    'see `x @ada y` there',
  ])('holds no mention: %j', (body) => {
    expect(findMentions(body)).toEqual([])
  })

  test.each([
    '`code` @ada', '@ada `code`', 'a ` alone @ada', '```\ncode\n```\n@ada', '`one\n\n@ada two`',
    '````\n```\n````\n@ada',
  ])('ends before the mention: %j', (body) => {
    expect(findMentions(body).map(place => place.names.at(-1))).toEqual(['ada'])
  })
})

test('two words are everybody', () => {
  expect(['here', 'Everyone', 'EVERYONE', 'ada', 'everyones'].map(mentionsAllOf))
    .toEqual(['here', 'everyone', 'everyone', undefined, undefined])
})

describe('a text in pieces', () => {
  const people = new Map([['ada', 1], ['ada king', 2], ['grace', 3]])
  const split = (text: string) => splitMentions(text, name => people.get(name.toLowerCase()))

  test('knows the longest name that is known', () => {
    expect(split('hi @Ada King and @ada, not @linus')).toEqual([
      'hi ', { text: '@Ada King', found: 2 }, ' and ', { text: '@ada', found: 1 }, ', not @linus',
    ])
  })

  test.each([1, 2, 3])('is the text again, whatever it is (seed %i)', (seed) => {
    const random = seeded(seed)
    const parts = [
      '@', 'ada', 'ada king', ' ', '\n', '`', '```', '~~~', '\n\n', '.', '-', '_', '@grace', 'é', '👩‍💻', '\0', '\\',
    ]
    for (let n = 0; n < 400; n++) {
      const text = Array.from({ length: 1 + Math.floor(random() * 30) }, () => pick(random, parts)).join('')
      const pieces = split(text)
      expect(pieces.map(piece => typeof piece === 'string' ? piece : piece.text).join('')).toBe(text)
      for (const piece of pieces) {
        if (typeof piece !== 'string') expect(people.get(piece.text.slice(1).toLowerCase())).toBe(piece.found)
      }
    }
  })
})

test('a message of nothing but signs is read in no time', () => {
  const size = limits.body.codePoints
  const hostile = ['@', '@a ', '@a.', '`@', '``` \n', '@a b c d e ', '` `` ``` ', '@-'].map(part =>
    part.repeat(Math.ceil(size / part.length)).slice(0, size))
  expect(effort(() => {
    for (const body of hostile) {
      const places = findMentions(body)
      expect(places.flatMap(place => place.names).length).toBeLessThanOrEqual(limits.mentions.names)
    }
  })).toBeLessThan(1_000)
})
