import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { commandSchemas } from '../../../shared/schemas/command.ts'
import { emailSchema, usernameSchema, passwordSchema } from '../../../shared/schemas/user.ts'
import { idParamSchema, idSchema, listQuerySchema, positionSchema } from '../../../shared/schemas/common.ts'
import { messageSchema, pageQuerySchema } from '../../../shared/schemas/message.ts'
import { registerSchema } from '../../../shared/schemas/session.ts'
import { roomSchema } from '../../../shared/schemas/room.ts'

test('ids are positive integers that JSON carries exactly', () => {
  for (const id of [1, 2, 4_294_967_296, Number.MAX_SAFE_INTEGER]) expect(idSchema.safeParse(id).success).toBe(true)
  for (const id of [0, -1, 1.5, Number.NaN, Infinity, 1e20, Number.MAX_SAFE_INTEGER + 1, '1', null, [1], true]) {
    expect(idSchema.safeParse(id).success, String(id)).toBe(false)
  }
})

test('positions begin at 0', () => {
  expect(positionSchema.safeParse(0).success).toBe(true)
  expect(positionSchema.safeParse(-1).success).toBe(false)
})

test.each(['1', '42', '9007199254740991'])('%s in an address is an id', text =>
  expect(idParamSchema.parse(text)).toBe(Number(text)),
)

test.each([
  '', '0', '-1', '+1', '1.0', '1e3', '0x1', ' 1', '1 ', '1abc', '٣', '9007199254740993', '99999999999999999999',
])('%j in an address is no id', text => expect(idParamSchema.safeParse(text).success).toBe(false))

test('a username is trimmed, otherwise kept', () => {
  expect(usernameSchema.parse('  Ada Lovelace ')).toBe('Ada Lovelace')
  expect(usernameSchema.parse('Ａda')).toBe('Ａda')
})

test.each(['', ' ', '\u200B', 'a\nb', 'a\u0007b', 'a@b', 'a\u202Eb', 'a\uD800', 'x'.repeat(33)])(
  '%j is no username',
  text => expect(usernameSchema.safeParse(text).success).toBe(false),
)

test.each(['ada@plaza.test', ' ada@plaza.test ', 'a.b+c@d-e.example.org'])('%j is an e-mail address', text =>
  expect(emailSchema.parse(text)).toBe(text.trim()),
)

test.each([
  '', 'ada', 'ada@', '@plaza.test', 'a b@plaza.test', 'ada@plaza.test\nBcc: x@y.z', `${'x'.repeat(250)}@plaza.test`,
])('%j is no e-mail address', text => expect(emailSchema.safeParse(text).success).toBe(false))

test('a password is kept exactly, spaces too', () => {
  expect(passwordSchema.parse('  spaced out  ')).toBe('  spaced out  ')
  expect(passwordSchema.safeParse('1234567').success).toBe(false)
  expect(passwordSchema.safeParse('x'.repeat(257)).success).toBe(false)
})

test('fields that are not in the contract are dropped', () => {
  const input = { email: 'ada@plaza.test', username: 'ada', password: 'long enough', role: 'admin', kind: 'bot' }
  expect(registerSchema.parse(input)).toEqual({ email: input.email, username: 'ada', password: 'long enough' })
})

test('a room needs a name and a visibility', () => {
  expect(roomSchema.parse({ name: ' Garden ', visibility: 'public' })).toEqual({
    name: 'Garden',
    topic: '',
    visibility: 'public',
  })
  for (const change of [{ name: '' }, { name: 'x'.repeat(81) }, { visibility: 'secret' }, { topic: 'x'.repeat(501) }]) {
    expect(roomSchema.safeParse({ name: 'Garden', visibility: 'public', ...change }).success).toBe(false)
  }
})

test('a message needs a UUID', () => {
  const clientId = randomUUID()
  expect(messageSchema.parse({ clientId, body: 'x', extra: 1 })).toEqual({ clientId, body: 'x' })
  for (const wrong of ['', 'x', clientId.slice(1), `${clientId}0`, 7, null]) {
    expect(messageSchema.safeParse({ clientId: wrong, body: 'x' }).success).toBe(false)
  }
})

test('a page has one position and a bounded length', () => {
  expect(pageQuerySchema.parse({})).toEqual({ limit: 50 })
  expect(pageQuerySchema.parse({ after: '0', limit: '200' })).toEqual({ after: 0, limit: 200 })
  for (const query of [
    { limit: '0' },
    { limit: '201' },
    { limit: '1.5' },
    { before: '1', after: '1' },
    { before: ['1', '2'] },
    { around: 'x' },
  ]) {
    expect(pageQuerySchema.safeParse(query).success, JSON.stringify(query)).toBe(false)
  }
})

test('a list takes text to search for, never a structure', () => {
  expect(listQuerySchema.parse({})).toEqual({ query: '', limit: 50 })
  expect(listQuerySchema.safeParse({ query: ['a', 'b'] }).success).toBe(false)
  expect(listQuerySchema.safeParse({ query: 'x'.repeat(101) }).success).toBe(false)
})

test('every command has a schema that demands its own type', () => {
  for (const [type, schema] of Object.entries(commandSchemas)) {
    const result = schema.safeParse({ type: 'something else' })
    expect(result.error?.issues.map(issue => issue.path[0]), type).toContain('type')
  }
})

test('a sync takes at most 500 rooms', () => {
  const cursors = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [n + 1, { seq: 0, rev: 0 }]))
  expect(commandSchemas.sync.safeParse({ type: 'sync', cursors: cursors(500) }).success).toBe(true)
  expect(commandSchemas.sync.safeParse({ type: 'sync', cursors: cursors(501) }).success).toBe(false)
  for (const key of ['0', '-1', '1.5', 'x', '01', '1e3']) {
    expect(commandSchemas.sync.safeParse({ type: 'sync', cursors: { [key]: { seq: 0, rev: 0 } } }).success, key).toBe(
      false,
    )
  }
})
