import { expect, test } from 'vitest'
import { codePointLength, isMessageBody, isVisible } from '../../shared/text.ts'

test.each([
  ['', 0],
  ['abc', 3],
  ['🙂', 1],
  ['👩🏽‍🚀', 4],
  ['e\u0301', 2],
  ['\uD83D', 1],
  ['\uDE42\uD83D', 2],
  ['a🙂b', 3],
])('%j has %i code points', (text, length) => {
  expect(codePointLength(text)).toBe(length)
  expect(codePointLength(text)).toBe([...text].length)
})

test.each(['a', ' a ', '\u200Ba', '🙂', '.', '\u0301', '\u0000'])('%j can be seen', text =>
  expect(isVisible(text)).toBe(true),
)

test.each([
  '', ' ', '\n\t\r', '\u00A0', '\u3000', '\u2028', '\u200B', '\u200D', '\u2060', '\uFEFF', '\u00AD', '\u3164', '\u115F',
  '\uFE0F', '\u{E0100}', ' \u200B ', '\u2800', '\uFFF9', '\uFFFA\uFFFB', '\uFFFC', '\u{1D159}', '\u{16FE4}',
  ' \uFFFC\u2800\u200B',
])('%j cannot be seen', text => expect(isVisible(text)).toBe(false))

test('a body has up to 4,000 code points, however many units they take', () => {
  expect(isMessageBody('🙂'.repeat(4_000))).toBe(true)
  expect(isMessageBody('🙂'.repeat(4_001))).toBe(false)
  expect(isMessageBody('x'.repeat(4_001))).toBe(false)
})

test('a lone surrogate makes no body, a pair does', () => {
  expect(isMessageBody('\uD83D\uDE42')).toBe(true)
  expect(isMessageBody('a\uD83D')).toBe(false)
  expect(isMessageBody('\uDE42a')).toBe(false)
})
