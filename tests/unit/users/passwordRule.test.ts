import { expect, test } from 'vitest'
import { assertGoodPassword } from '../../../server/services/users/passwordRule.ts'

const ada = { username: 'ada_lovelace', displayName: 'Ada of the Engines', email: 'countess@engines.example' }
const refusal = (password: string, person: Parameters<typeof assertGoodPassword>[1] = ada, field?: string) =>
  assertGoodPassword(password, person, field).then(() => undefined, (error: { details: unknown }) => error.details)
const code = (password: string) => ({ errors: [{ path: 'password', code: password }] })

test.each(['ada_lovelace', 'ADA LOVELACE', 'ada.lovelace!', 'ＡdaＬovelace', 'Ada of the engines'])(
  '%j is like the name', async password => expect(await refusal(password)).toEqual(code('like_name')))

test.each(['countess', 'Countess!', 'countess@engines.example', 'COUNTESS engines example'])(
  '%j is like the e-mail', async (password) => {
    expect(await refusal(password)).toEqual(code('like_email'))
  })

test.each(['password', 'PassWord', ' password ', 'ｐassword', 'pass\u200Bword', 'iloveyou'])(
  '%j is what a guesser tries first', async password => expect(await refusal(password)).toEqual(code('too_common')))

const good = ['ada lovelace and I', 'engines.example', '!!!!!!!!', 'correct horse battery staple', '漢字漢字漢字漢字']
test.each(good)('%j is taken', async password => expect(await refusal(password)).toBeUndefined())

test('where nothing is known of a person nothing is like them', async () => {
  expect(await refusal('!!!!!!!!', {})).toBeUndefined()
  expect(await refusal('!!!!!!!!', { username: '???', email: '!' })).toBeUndefined()
})

test('the field is named as the form names it', async () => {
  const errors = [{ path: 'newPassword', code: 'too_common' }]
  expect(await refusal('password', {}, 'newPassword')).toEqual({ errors })
})
