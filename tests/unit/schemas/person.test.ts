import { describe, expect, test } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { commandSchemas } from '../../../shared/schemas/command.ts'
import { flagSchema, instantSchema, limitSchema, positionParamSchema } from '../../../shared/schemas/common.ts'
import { reportSchema } from '../../../shared/schemas/report.ts'
import {
  claimSchema, confirmationSchema, guestSchema, loginSchema, passwordChangeSchema, passwordResetSchema, registerSchema,
  setupSchema,
} from '../../../shared/schemas/session.ts'
import {
  accountDeletionSchema, accountPatchSchema, displayNameSchema, emailSchema, passwordSchema, privacyPatchSchema,
  usernameSchema,
} from '../../../shared/schemas/user.ts'
import { expectRefused, expectTaken, refusals } from '../../support/schema.ts'

const account = { email: 'ada@plaza.test', username: 'ada', password: 'long enough' }

describe('names', () => {
  test.each([
    ['x'.repeat(33), 'too_long'], ['\u200B', 'required'], ['a@b', 'no_at_sign'], ['a\u202Eb', 'invisible'],
    ['a\nb', 'single_line'], ['a\u2028b', 'single_line'], ['a\u2029b', 'single_line'],
  ])('%j is no username, and the reason says why', (name, reason) => {
    expect(refusals(usernameSchema, name)).toContain(`: ${reason}`)
  })

  test('are counted in characters', () => {
    expectTaken(usernameSchema, '🙂'.repeat(32))
    expectRefused(usernameSchema, '🙂'.repeat(33))
  })

  test('that are displayed may be longer, and hold an @', () => {
    expect(displayNameSchema.parse(' Ada @ work ')).toBe('Ada @ work')
    expectTaken(displayNameSchema, 'x'.repeat(64))
    expect(refusals(displayNameSchema, 'x'.repeat(65))).toEqual([': too_long'])
    expect(refusals(displayNameSchema, ' ')).toEqual([': required'])
  })

  test('change one by one', () => {
    expectTaken(accountPatchSchema, {}, { username: 'ada' }, { displayName: 'Ada' })
    expectRefused(accountPatchSchema, { username: '' }, { displayName: '' })
  })
})

test('an e-mail address that is none, or too long, says which', () => {
  expect(refusals(emailSchema, 'ada')).toEqual([': email'])
  expect(refusals(emailSchema, `${'x'.repeat(250)}@plaza.test`)).toContain(': too_long')
})

describe('a password', () => {
  test.each([
    ['1234567', 'too_short'], ['x'.repeat(257), 'too_long'], ['        ', 'only_spaces'],
    ['\u200B'.repeat(8), 'only_invisible'], ['12345678\uD800', 'invalid'],
  ])('%j is refused for its reason alone', (password, reason) => {
    expect(refusals(passwordSchema, password)).toEqual([`: ${reason}`])
  })

  test('has 8 to 256 characters, of which one can be seen', () => {
    expectTaken(passwordSchema, '12345678', 'x'.repeat(256), '       x')
  })
})

describe('ways in', () => {
  test('an account needs e-mail, username and password', () => {
    expectTaken(registerSchema, account, { ...account, displayName: 'Ada', invitation: 'i'.repeat(100) })
    for (const field of Object.keys(account)) expectRefused(registerSchema, { ...account, [field]: undefined })
    expectRefused(registerSchema, { ...account, displayName: '' }, { ...account, invitation: 'i'.repeat(101) })
  })

  test('the first admin needs the token too', () => {
    expectTaken(setupSchema, { ...account, token: 't' }, { ...account, token: 't'.repeat(100) })
    expectRefused(setupSchema, account, { ...account, token: 't'.repeat(101) })
    expect(refusals(setupSchema, { ...account, token: '' })).toEqual(['token: required'])
  })

  test('a log-in takes e-mail or username, and any password', () => {
    expect(loginSchema.parse({ login: ' ada ', password: ' x ' })).toEqual({ login: 'ada', password: ' x ' })
    expect(refusals(loginSchema, { login: ' ', password: '' })).toEqual(['login: required', 'password: required'])
    expect(refusals(loginSchema, { login: 'x'.repeat(255), password: 'x'.repeat(257) }))
      .toEqual(['login: too_long', 'password: too_long'])
  })

  test('a guest has a name, which an account keeps', () => {
    expectTaken(guestSchema, { username: 'gus' })
    expectRefused(guestSchema, {}, { username: '' })
    expectTaken(claimSchema, { email: account.email, password: account.password })
    expectRefused(claimSchema, { email: account.email }, { password: account.password })
  })

  test('a new password must be good, an old one is what it is', () => {
    expectTaken(passwordChangeSchema, { currentPassword: 'x', newPassword: 'long enough' })
    expectRefused(passwordChangeSchema, { currentPassword: '', newPassword: 'long enough' },
      { currentPassword: 'x', newPassword: 'short' })
    expectTaken(confirmationSchema, { password: 'x' })
    expectRefused(confirmationSchema, {}, { password: '' })
    expectTaken(passwordResetSchema, { token: 't'.repeat(100), password: 'long enough' })
    expectRefused(passwordResetSchema, { token: 't'.repeat(101), password: 'long enough' },
      { token: 't', password: 'x' })
    expect(refusals(passwordResetSchema, { token: '', password: 'long enough' })).toEqual(['token: required'])
    expectTaken(accountDeletionSchema, {}, { password: 'x' })
    expectRefused(accountDeletionSchema, { password: '' })
  })
})

test('who may add one is everyone, companions or nobody', () => {
  for (const addableBy of ['everyone', 'companions', 'nobody']) expectTaken(privacyPatchSchema, { addableBy })
  expectTaken(privacyPatchSchema, {})
  expectRefused(privacyPatchSchema, { addableBy: 'friends' })
})

test('a report has a reason and perhaps a note', () => {
  for (const reason of ['spam', 'abuse', 'illegal', 'other']) {
    expect(reportSchema.parse({ reason })).toEqual({ reason, note: '' })
  }
  expect(reportSchema.parse({ reason: 'spam', note: ' again ' }).note).toBe('again')
  expect(refusals(reportSchema, { reason: 'spam', note: 'n'.repeat(1_001) })).toEqual(['note: too_long'])
  expect(refusals(reportSchema, { reason: 'spam', note: '\uD800' })).toEqual(['note: invalid'])
  expectRefused(reportSchema, {}, { reason: 'boring' })
})

describe('queries', () => {
  test('a limit is 1 to 200', () => {
    expect(limitSchema.parse('200')).toBe(200)
    expectRefused(limitSchema, '0', '201', '1000', '1.5', 'x1', '1x', '')
  })

  test('a place in an address begins at 0', () => {
    expect(positionParamSchema.parse('0')).toBe(0)
    expectRefused(positionParamSchema, '-1', 'x', '1x', 'x1')
  })

  test('a flag is true or false, a time is of the contract', () => {
    expect(['true', 'false'].map(text => flagSchema.parse(text))).toEqual([true, false])
    expectRefused(flagSchema, 'yes', true)
    expect(instantSchema.parse('2026-01-02T03:04:05.678Z')).toEqual(new Date('2026-01-02T03:04:05.678Z'))
    expect(refusals(instantSchema, '2026-01-02')).toEqual([': instant'])
  })
})

describe('commands', () => {
  test('are taken as they are documented', () => {
    const command = { clientId: '00000000-0000-4000-8000-000000000001', body: 'hello' }
    expectTaken(commandSchemas['message.send'], { type: 'message.send', roomId: 1, replyTo: 3, ...command })
    expectTaken(commandSchemas['room.read'], { type: 'room.read', roomId: 1, seq: 0 })
    expectTaken(commandSchemas['room.typing'], { type: 'room.typing', roomId: 1 })
    expectTaken(commandSchemas['features.seen'], { type: 'features.seen', version: 0 })
    for (const id of [undefined, 7, 'i'.repeat(64)]) expectTaken(commandSchemas.ping, { type: 'ping', id })
    expectRefused(commandSchemas.ping, { type: 'ping', id: 'i'.repeat(65) }, { type: 'ping', id: null })
  })

  test('need their fields', () => {
    expectRefused(commandSchemas['message.send'], { type: 'message.send', roomId: 1 })
    expectRefused(commandSchemas['room.read'], { type: 'room.read', roomId: 1 }, { type: 'room.read', seq: 1 })
    expectRefused(commandSchemas['room.typing'], { type: 'room.typing' })
    expectRefused(commandSchemas['features.seen'], { type: 'features.seen' })
    expectRefused(commandSchemas['presence.activity'], { type: 'presence.activity' },
      { type: 'presence.activity', active: 1 })
    expectRefused(commandSchemas.sync, { type: 'sync' }, { type: 'sync', cursors: { 1: { seq: 0 } } },
      { type: 'sync', cursors: { 1: { rev: 0 } } }, { type: 'sync', cursors: { ['1'.repeat(17)]: { seq: 0, rev: 0 } } })
  })

  test('look at up to 200 people', () => {
    const peopleOf = (count: number) => Array.from({ length: count }, (_, id) => id + 1)
    const watch = (count: number) => ({ type: 'presence.watch', userIds: peopleOf(count) })
    expectTaken(commandSchemas['presence.watch'], watch(0), watch(limits.presence.users))
    expectRefused(commandSchemas['presence.watch'], watch(limits.presence.users + 1),
      { type: 'presence.watch', userIds: [0] })
  })
})
