import { expect, test } from 'vitest'
import { isSingleScript, nameKey, nameSkeleton } from '../../server/services/users/name.ts'

test.each([
  ['Ada', 'ADA'], ['straße', 'STRASSE'], ['ﬁona', 'Fiona'], ['ｃｈａｒ', 'char'], ['ren\u00E9e', 'rene\u0301e'], ['ed\u00ADsger', 'edsger'], ['a  b', 'a b'], [' a ', 'a'],
  ['Ὀδυσσεύς', 'ὈΔΥΣΣΕΎΣ'], ['ǆ', 'ǅ'],
])('%j and %j have one key', (one, two) => expect(nameKey(one)).toBe(nameKey(two)))

test.each([['ada', 'adа'], ['a', 'á'], ['o', '0'], ['a b', 'ab']])('%j and %j have keys of their own', (one, two) => expect(nameKey(one)).not.toBe(nameKey(two)))

test('a key is its own key', () => {
  for (const name of ['Straße', 'ﬁona', 'İstanbul', 'Ὀδυσσεύς', 'ﬀ\u200Bi', '１２３', 'ŉ', 'ẞ', 'ΐ']) expect(nameKey(nameKey(name)), name).toBe(nameKey(name))
})

test.each([['cop', 'сор'], ['axa', 'аха'], ['ο', 'o']])('%j and %j look the same', (one, two) => expect(nameSkeleton(nameKey(one))).toBe(nameSkeleton(nameKey(two))))

test.each(['ada', 'мария', '山田太郎', '田中さん', 'ユーザー1', '김철수', 'K팝', 'ελένη', 'مريم', '123', '🙂', 'ada 🙂 7', 'Ада-Мария'])('%s is of one script', name => expect(isSingleScript(name)).toBe(true))

test.each(['аdа', 'pаypal', 'gοοgle', 'adaм', 'ελa', '7а😀b'])('%s mixes scripts', name => expect(isSingleScript(name)).toBe(false))
