import { expect, test } from 'vitest'
import { joinTexts, readDraft } from '../../utils/draftStorage.ts'

test('a stored draft is read as it was written', () => {
  const draft = { body: 'half', replyTo: 4, clientId: 'id' }
  expect(readDraft(JSON.stringify(draft))).toEqual(draft)
  expect(readDraft('{"body":"half"}')).toEqual({ body: 'half' })
})

test('anything else is no draft', () => {
  for (const text of [null, '', 'half', '{', '[]', 'null', '12', '{"body":12}', '{"replyTo":4}']) {
    expect(readDraft(text), String(text)).toBeUndefined()
  }
  expect(readDraft('{"body":"half","replyTo":"x","clientId":{}}')).toEqual({ body: 'half' })
})

test('two versions of a draft become one in which nothing is lost', () => {
  expect(joinTexts('hello', 'hello wor')).toBe('hello wor')
  expect(joinTexts('hello wor', 'hello')).toBe('hello wor')
  expect(joinTexts('hello', 'and more')).toBe('hello\nand more')
  expect(joinTexts('', 'typed')).toBe('typed')
})
