import data from 'emoji-picker-element-data/en/github/data.json' with { type: 'json' }
import { expect, test } from 'vitest'
import { rankEmoji } from '../../components/message/emoji/rank.ts'

/** As the picker's database answers: every emoji with a word that begins so, by its place in the keyboard. */
function found(query: string) {
  const words = ({ annotation, shortcodes = [], tags = [] }: (typeof data)[number]) =>
    [annotation, ...shortcodes, ...tags].flatMap(text => text.toLowerCase().split(/[\s_]+/))
  return data.filter(emoji => words(emoji).some(word => word.startsWith(query)))
}

const best = (query: string) => rankEmoji(found(query), query).map(({ emoji }) => emoji)

test.each([
  ['rocket', '🚀'],
  ['heart', '❤️'],
  ['cat', '🐱'],
  ['dog', '🐶'],
  ['sun', '☀️'],
  ['fire', '🔥'],
  ['car', '🚗'],
  ['tree', '🌲'],
  ['star', '⭐️'],
  ['moon', '🌔'],
  ['house', '🏠️'],
  ['wave', '👋'],
  ['smile', '😄'],
  ['book', '📖'],
  ['pizza', '🍕'],
  ['key', '🔑'],
])('%s finds %s first', (query, emoji) => {
  expect(found(query).length).toBeGreaterThan(0)
  expect(best(query)[0]).toBe(emoji)
})

test('an exact shortcode comes first, then what begins with it, then a word of the name, then a tag', () => {
  const emoji = (unicode: string, annotation: string, shortcodes: string[], tags: string[] = []) => ({
    unicode, annotation, shortcodes, tags,
  })
  const list = [
    emoji('tag', 'astronaut', ['astronaut'], ['rocket']),
    emoji('tag that begins so', 'trip', ['trip'], ['rocketeer']),
    emoji('word', 'small rocket', ['small_rocket']),
    emoji('longer', 'rocket base', ['rocket_base']),
    emoji('exact', 'rocket', ['rocket']),
  ]
  expect(rankEmoji(list, 'rocket').map(({ unicode }) => unicode)).toEqual([
    'exact', 'longer', 'word', 'tag', 'tag that begins so',
  ])
  expect(rankEmoji(list, ' Rocket ').map(({ unicode }) => unicode)[0]).toBe('exact')
})
