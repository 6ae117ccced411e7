import { describe, expect, test } from 'vitest'
import { readMessage } from '../../server/services/settings/messageReading.ts'
import { foldText, wordFilter } from '../../server/services/settings/wordFilter.ts'
import { leastEffort } from '../support/effort.ts'

const isFiltered = wordFilter(['cat', 'a.b', '(x', '猫', 'ice cream'])

test.each([
  'cat', 'Cat!', 'the CAT sat', 'ｃａｔ', 'c\u200Bat', 'a.b', '(x', '我的猫在', 'ICE CREAM?', 'ice \n cream', 'the cat\'s',
  'no.cat.then', '_cat_', 'cat❤', 'c\u0336a\u0336t\u0336', 'c\u20DDat', 'c\uFFFCat', 'c\uFFF9a\uFFFAt\uFFFB',
  'c\u2800at', 'c\u{1D159}at',
])('%j is found', (body) => {
  expect(isFiltered(body)).toBe(true)
})

test.each(['category', 'concat', 'cat2', 'axb', 'icecream', 'cät', 'ca\u0308t', ''])('%j is not', (body) => {
  expect(isFiltered(body)).toBe(false)
})

test('without words nothing is', () => {
  expect(wordFilter([])('anything')).toBe(false)
  expect(wordFilter(['\u200B', '\u0336'])('anything')).toBe(false)
})

describe.each([
  ['a sign with and without its presentation', '❤️', ['❤', '❤️', 'I❤️you', '❤️❤️'], ['💔']],
  ['Persian with a ZWNJ', 'می‌خواهم', ['می‌خواهم', 'میخواهم', 'من می‌خواهم!'], ['می خواهم']],
  ['Persian without one', 'میخواهم', ['می‌خواهم'], ['نمیخواهم']],
  [
    'a letter whose mark is kept apart', 'bär',
    ['bär', 'ba\u0308r', 'ba\u034F\u0308r', 'ba\u0305\u0308r', 'ba\u0313\u0308r', 'ba\u20DD\u0308r', 'BÄR'],
    ['bar', 'bärin'],
  ],
  ['Hindi, where a mark is a letter', 'कम', ['कम', 'यह कम है', 'कम।'], ['कमी', 'कमरा']],
  ['Hindi with a vowel sign', 'कमी', ['कमी'], ['कम', 'कमीना']],
  ['Thai, within a sentence', 'กม', ['นี่กมนั่น'], ['กมี']],
  ['Arabic, with points and stretched', 'كلب', ['كَلْب', 'كـلـب', 'كلب؟'], ['كلبة']],
  ['Hebrew with points', 'שלום', ['שָׁלוֹם'], ['שלומית']],
  ['a hand of any colour', '🖕', ['🖕', '🖕🏽', 'x🖕🏿x'], ['👍🏽']],
  ['a flag, not the halves of two others', '🇩🇪', ['🇩🇪', '🇫🇷🇩🇪'], ['🇺🇩🇪🇸']],
  ['a digit in a frame', '1️⃣', ['1️⃣'], ['1', '11']],
  ['case that has two letters', 'Straße', ['STRASSE', 'straſſe'], ['Strase']],
  ['Turkish capitals', 'istanbul', ['İstanbul'], []],
  ['a sentence in one character', 'ﷺ', ['ﷺ', 'xﷺ'.slice(1)], ['صلى']],
])('%s', (_, word, found, others) => {
  test.each(found.length > 0 ? found : [word])('%j is found', text => expect(wordFilter([word])(text)).toBe(true))
  test('others are not', () => expect(others.filter(wordFilter([word]))).toEqual([]))
})

test('folding is the same again, and grows a text six times at most', () => {
  const texts = ['ﷺ', '﷽', '㌖', '㍿', 'ΐ', 'ﬃ', '𝅘𝅥𝅲', 'ŉ', 'İ', '각', 'a\u0305\u0308', '\u0344']
  for (const text of texts) {
    const folded = foldText(text.repeat(100))
    expect(foldText(folded), text).toBe(folded)
    expect(folded.length, text).toBeLessThanOrEqual(600 * Array.from(text).length)
  }
})

const isFilteredMessage = (body: string) => wordFilter(['badword', 'two words'])(readMessage(body))

test.each([
  'bad**word**', 'b*a*dword', '~~bad~~word', '`bad`word', '**bad**word', '***bad***word', '*_bad_*word',
  'two **words**', 'two\u2800words', '> two\n> words', '[bad](https://a.test)word', 'bad[word](https://a.test)',
  '[bad](https://a.test/(x)y)word', '[bad](https://a.test "a)b")word', '[bad](https://a.test \'a)b\')word',
  '[bad](<https://a.test/)x>)word', '[bad](https://a.test/\\))word', '![bad](https://a.test/x.png)word',
  'bad![word](https://a.test/x.png)',
  '[b](https://a.test)[ad](https://a.test)[word](https://a.test)',
  '[![bad](https://a.test)](https://a.test)word', '**[bad](https://a.test)**word', 'badword', 'b\uFFFCad*wo*rd',
])('the message %j is read as a word that is filtered', body => expect(isFilteredMessage(body)).toBe(true))

test.each([
  'bad word', 'bad_word', 'bad*word', 'bad\\*word', 'bad~word', 'bad (word)', 'bad](word', 'bad(x)word', 'two [1] bad',
  '> bad\nword', '*bad* *word*', '[bad](https://a.test) word', '[bad](https://badword.test/)',
])('the message %j is not', body => expect(isFilteredMessage(body)).toBe(false))

test.each([
  '](', '](a)', '[a](b "c', '](<', '(', ')', '*', '_', '`', '~', ' "', '\n"', '\\(', '>', '> ', '[](', '](\'',
])('reading messages of %j costs in proportion', (piece) => {
  const cost = (length: number) => leastEffort(5, () => readMessage(piece.repeat(length / piece.length)))
  cost(16_000)
  expect(cost(64_000)).toBeLessThan(cost(16_000) * 12 + 20)
})
