import { expect, test } from 'vitest'
import { nobody } from '../../support/cast.ts'
import { expectProblem, useServer } from '../../support/world.ts'

const world = useServer('username')

const asGuest = (username: unknown) => nobody(world.server).post('/api/guests', { username })

async function taken(name: string, other: string): Promise<void> {
  expect((await asGuest(name)).status, name).toBe(201)
  expectProblem(await asGuest(other), 409, 'username_taken')
}

test.each([
  ['another case', 'Beatrice', 'bEATRICE'],
  ['a folded sharp s', 'straße', 'STRASSE'],
  ['full width letters', 'charles', 'ｃｈａｒｌｅｓ'],
  ['a ligature', 'ﬁona', 'fiona'],
  ['composed and decomposed accents', 'ren\u00E9e', 'rene\u0301e'],
  ['spaces around', 'dorothy', '  dorothy  '],
  ['a soft hyphen', 'edsger', 'ed\u00ADsger'],
  ['a zero width space', 'frances', 'fran\u200Bces'],
  ['a variation selector', 'hedy', 'hedy\uFE0F'],
  ['the Hangul filler', 'joan', 'joan\u3164'],
  ['a note without a head', 'brunhild', 'brun\u{1D159}hild'],
  ['the mark of an annotation', 'brigitte', 'brigitte\uFFF9'],
  ['the place of an object', 'bertha', '\uFFFCbertha'],
  ['small capitals', 'bella', 'ʙᴇʟʟᴀ'],
  ['capitals of another script', 'TOM', 'ТОМ'],
  ['capitals of another script, which came first', 'ΑΝΝΑ', 'anna'],
])('a name that differs by %s is taken', (_, name, other) => taken(name, other))

test('a name of Cyrillic letters that looks like a Latin one is taken', () => taken('cop', 'сор'))

test('a name of Latin letters that looks like a Cyrillic one is taken', () => taken('аха', 'axa'))

test.each(['аdа', 'pаypal', 'gοοgle', 'mаry'])('the mixed scripts of %s are refused', async (name) => {
  const answer = await asGuest(name)
  expect([400, 409]).toContain(answer.status)
  expectProblem(answer, answer.status, answer.status === 400 ? 'invalid' : 'username_taken')
})

test.each([
  'мария', '山田太郎', '田中さん', 'ユーザー1', '김철수', 'ελένη', 'مريم', 'שרה', 'अदिति',
])('the honest name %s is welcome', async (name) => {
  const answer = await asGuest(name)
  expect(answer.status, answer.text).toBe(201)
  expect(answer.body.user.username).toBe(name)
})

test('within ASCII only the exact key counts', async () => {
  for (const name of ['olga', '0lga', 'o1ga', 'modern', 'modem', 'vvilliam', 'william', 'Iris', 'lris', 'rn', 'm']) {
    expect((await asGuest(name)).status, name).toBe(201)
  }
})

test.each([
  ['nothing', ''],
  ['spaces', '   '],
  ['invisible characters', '\u200B\u200D\u2060'],
  ['a Hangul filler', '\u3164'],
  ['a line break', 'a\nb'],
  ['a NUL', 'a\0b'],
  ['a right-to-left override', 'abc\u202Etxt'],
  ['a lone surrogate', 'a\uD800b'],
  ['an at sign', 'ada@plaza.test'],
  ['33 code points', 'x'.repeat(33)],
])('%s is no name', async (_, username) => {
  const answer = await asGuest(username)
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors?.[0]?.path).toBe('username')
})

test('32 code points beyond the basic plane are a name', async () => {
  const name = '𐐨'.repeat(32)
  const answer = await asGuest(name)
  expect(answer.status, answer.text).toBe(201)
  expect(answer.body.user.username).toBe(name)
})

test('a member cannot take the name of a guest', async () => {
  await asGuest('margaret')
  const answer = await nobody(world.server).post('/api/users', {
    email: 'margaret@plaza.test',
    username: 'Margaret',
    password: 'a long enough secret',
  })
  expectProblem(answer, 409, 'username_taken')
})
