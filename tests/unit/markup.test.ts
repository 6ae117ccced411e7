import { expect, test } from 'vitest'
import { excerptOf, foldOf, hasMarkup, shownText } from '../../utils/markup.ts'
import { initialsOf } from '../../utils/initials.ts'
import { plainName } from '../../utils/plainName.ts'
import { shortcodeAt } from '../../utils/shortcode.ts'

test.each(['**a**', '_a_', 'a `b`', '> a', 'x\n> a', '- a', ' + a', '* a', '1. a', '12) a', '~~~', '```', '[a](b)', 'https://a.test', 'ada@plaza.test', 'a\\b', '-', 'MAILTO:x'])('%j may hold markup', body => expect(hasMarkup(body)).toBe(true))

test.each(['Hello.', 'a - b', '3.14', 'what?!', 'a (b) [c]', '@ada', '~ five', '1.5 and 2)', 'a > b', 'x: y', '#tag', 'שלום', 'line\nline'])('%j is plain', body => expect(hasMarkup(body)).toBe(false))

test('only what is much longer than the fold is folded, by its length alone', () => {
  expect(foldOf('short')).toBeUndefined()
  expect(foldOf('w '.repeat(400))).toBeUndefined()
  expect(foldOf('w '.repeat(600))).toBe('narrow')
  expect(foldOf('w '.repeat(1_500))).toBe('always')
  expect(foldOf('字'.repeat(700))).toBe('narrow')
  expect(foldOf('字'.repeat(1_200))).toBe('always')
  expect(foldOf('\n'.repeat(30))).toBe('always')
})

test.each([
  ['**Yes**, `now`', 'Yes, now'],
  ['> asked\nanswered', 'asked answered'],
  ['```ts\nconst a = 1\n```', 'const a = 1'],
  ['2 * 3 * 4', '2 * 3 * 4'],
  ['*script* and _more_', 'script and more'],
  ['***both***', 'both'],
  ['[the plan](https://example.org) `js code`', 'the plan js code'],
  ['[a *cat*](https://example.org/(1).png "so") here', 'a cat here'],
  ['[no link](javascript:x)', '[no link](javascript:x)'],
  ['<https://example.org>', 'https://example.org'],
  ['- one\n+ two\n> * three', 'one two three'],
  ['3. December', '3. December'],
  ['~~~\nx\n~~~', 'x'],
  ['``a ` b``', 'a ` b'],
  ['`**kept**` and `[a](b)`', '**kept** and [a](b)'],
  ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
  ['* a *', 'a *'],
  ['\\*not\\*', '*not*'],
  ['[a] (b)', '[a] (b)'],
  ['-1 degree', '-1 degree'],
  ['**', '**'],
  ['```', '```'],
  ['a\r\n\0b', 'a \uFFFDb'],
])('%j in one line is %j', (body, line) => expect(excerptOf(body)).toBe(line))

test('what HTML cannot carry is shown in another way, the same on both sides', () => {
  expect(shownText('a\r\nb\rc\0d')).toBe('a\nb\nc\uFFFDd')
})

test('a name cannot turn the text around it', () => {
  expect(plainName('safe\u202Egnp.exe\u2069')).toBe('safegnp.exe')
  expect(plainName('\u05E9\u05DC\u05D5\u05DD\u200F!')).toBe('\u05E9\u05DC\u05D5\u05DD\u200F!')
})

test('initials carry few marks', () => {
  expect([...initialsOf(`Z${'\u0301'.repeat(60)}`).normalize('NFD')].length).toBeLessThanOrEqual(3)
  expect(initialsOf('Ada Lovelace')).toBe('AL')
})

test.each([
  [':smi', { from: 0, query: 'smi', closed: false }],
  ['hi :smile:', { from: 3, query: 'smile', closed: true }],
  ['(:+1:', { from: 1, query: '+1', closed: true }],
  ['line\n:tada:', { from: 5, query: 'tada', closed: true }],
  ['at 10:30', undefined],
  [':D', undefined],
  ['a:smile:', undefined],
  ['http://x', undefined],
  ['`a :smile:', undefined],
  ['```\n:smile:', undefined],
  ['`a` :smile:', { from: 4, query: 'smile', closed: true }],
])('behind %j stands the shortcode %j', (text, code) => expect(shortcodeAt(text, text.length)).toEqual(code))
