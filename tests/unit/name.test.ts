import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isSingleScript, nameKey } from '../../server/services/users/name.ts'
import { distinctLooks, looksOf, nameSkeleton } from '../../server/services/users/skeleton.ts'
import { isReservedName } from '../../server/services/users/reservedName.ts'

test.each([
  ['Ada', 'ADA'],
  ['straße', 'STRASSE'],
  ['ﬁona', 'Fiona'],
  ['ｃｈａｒ', 'char'],
  ['ren\u00E9e', 'rene\u0301e'],
  ['ed\u00ADsger', 'edsger'],
  ['a  b', 'a b'],
  [' a ', 'a'],
  ['Ὀδυσσεύς', 'ὈΔΥΣΣΕΎΣ'],
  ['ǆ', 'ǅ'],
])('%j and %j have one key', (one, two) => expect(nameKey(one)).toBe(nameKey(two)))

test.each([
  ['ada', 'adа'],
  ['a', 'á'],
  ['o', '0'],
  ['a b', 'ab'],
])('%j and %j have keys of their own', (one, two) => expect(nameKey(one)).not.toBe(nameKey(two)))

test('a key is its own key', () => {
  for (const name of ['Straße', 'ﬁona', 'İstanbul', 'Ὀδυσσεύς', 'ﬀ\u200Bi', '１２３', 'ŉ', 'ẞ', 'ΐ']) {
    expect(nameKey(nameKey(name)), name).toBe(nameKey(name))
  }
})

test.each([
  ['cop', 'сор'],
  ['axa', 'аха'],
  ['ο', 'o'],
])('%j and %j look the same', (one, two) => expect(nameSkeleton(nameKey(one))).toBe(nameSkeleton(nameKey(two))))

test.each([
  'ada', 'мария', '山田太郎', '田中さん', 'ユーザー1', '김철수', 'K팝', 'ελένη', 'مريم', '123', '🙂', 'ada 🙂 7', 'Ада-Мария',
])('%s is of one script', name => expect(isSingleScript(name)).toBe(true))

test.each(['аdа', 'pаypal', 'gοοgle', 'adaм', 'ελa', '7а😀b'])('%s mixes scripts', name =>
  expect(isSingleScript(name)).toBe(false),
)

const looksLike = (one: string, two: string) =>
  distinctLooks(looksOf(one)).some(look => distinctLooks(looksOf(two)).includes(look))

test.each([
  ['TOM', 'ТОМ'],
  ['Tom', 'ТОМ'],
  ['Bob Marley', 'Вob Marley'],
  ['Tim Kern', 'Тim Кern'],
  ['Ana Hart', 'Ana Нart'],
  ['Mia Zorn', 'Мia Zorn'],
  ['Leo Zero', 'Leo Zer0'],
  ['Ole Holm', '0le Holm'],
  ['Otto IOOO', 'Otto lOOO'],
  ['Bruno', 'Brun0'],
  ['ВАСЯ', 'BACЯ'],
  ['вася', 'ВАСЯ'],
  ['Alice', 'AIice'],
  ['Ilse', 'llse'],
  ['Bill', 'BiIl'],
  ['Bob', 'ʙᴏʙ'],
  ['Anna', 'ΑΝΝΑ'],
  ['MIRA', 'ꓟꓲꓣꓮ'],
  ['Alice Lamm', 'Alice Lamm\u2800'],
  ['Alice Lamm', 'Alice\u2800Lamm'],
  ['Alice Lamm', '\u200AAlice\u2009Lamm\u200A'],
  ['Bruno', 'Bruno\u{1D159}'],
  ['Bruno', 'Bru\uFFF9no'],
  ['Bruno', 'Bruno\uFFFC'],
  ['Bruno', '\u{16FE4}Bruno'],
])('%j and %j look alike, whoever comes first', (one, two) => {
  expect(looksLike(one, two)).toBe(true)
  expect(looksLike(two, one)).toBe(true)
})

test.each([
  ['Tom', 'Tim'],
  ['Вова', 'Bova'],
  ['Ada', 'Àda'],
  ['Leo', 'Lea'],
  ['мама', 'mama'],
  ['Анна', 'Anna'],
  ['Søren', 'Soren'],
])('%j and %j do not', (one, two) => {
  expect(looksLike(one, two)).toBe(false)
})

test.each([
  'ADМIN', 'АDМIN', 'SUPPORТ', 'МODERATOR', 'МODЕRАТОR', 'ROOТ', 'SYSTEМ', 'SYSТEM', 'HELPDESК', 'ADΜIN', 'ADMIΝ',
  'ΑDMΙΝ', 'SΥSTEM', 'ᎪDMIN', 'ꓮꓓꓟꓲꓠ', 'Administrat0r', 'adᴍin', 'ᴀᴅᴍɪɴ', 'Adm!n', '@dmin', '@Adm!n!', 'Adm|n',
  '$upport', '4dm1n', 'r00t', 'Sy5tem', '🅰dmin', '🅐dmin', '🇦🇩🇲🇮🇳', 'Ɐdmin', 'CИCTEMA', 'PLAΖΑ', 'Pl@za Te@m',
  'Deleted user', 'deleted  USER', '[deleted user]', 'Dеleted user', 'Admin\u2800', 'Ad\uFFFCmin',
])('%j says who looks after Plaza', name => expect(isReservedName(name)).toBe(true))

test.each([
  'Admin1', 'Site Admin', 'Adminah', 'Modesto', 'Rooter', 'Ada', 'Deleted', 'User', 'A. Support-Smith', '7', '!', '@',
  '🅰', 'Tim 4', 'Ana $', 'Ima D.', '\u2800',
])('%j is anybody\'s', name => expect(isReservedName(name)).toBe(false))

test('what the screen calls people who are gone is nobody\'s name, in any language', () => {
  const folder = new URL('../../i18n/locales/', import.meta.url)
  for (const file of readdirSync(folder)) {
    const { user } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { user: { deleted: string } }
    expect(isReservedName(user.deleted), file).toBe(true)
  }
})
