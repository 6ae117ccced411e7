import { describe, expect, test } from 'vitest'
import { readMailConfig } from '../../server/core/mailConfig'
import { mailDelay, outcomeOf } from '../../server/services/mail/mailOutcome'
import { oneLine, say, shortened } from '../../server/services/mail/mailText'

describe('the configuration of e-mail', () => {
  const read = (url: string, more: object = {}) => readMailConfig({
    url, from: 'plaza@example.org', publicOrigin: 'https://plaza.example.org', timeoutSeconds: 10,
    digestSeconds: 3600, answerSeconds: 120, ...more,
  })

  test('is off without an address of a server', () => {
    expect(read('')).toBeUndefined()
  })

  test.each([
    ['smtps://ada:a%40b@mail.example.org', { port: 465, secure: true, plain: false, user: 'ada', password: 'a@b' }],
    ['smtp://mail.example.org', { host: 'mail.example.org', port: 587, secure: false, plain: false, user: '' }],
    ['smtp://ada:100%@mail.example.org:25', { port: 25, plain: false, password: '100%' }],
    ['smtp://10.0.0.7:25?tls=off', { plain: true }],
    ['smtp://127.0.0.1:1025', { plain: true }],
    ['smtp://localhost', { plain: true }],
    ['smtp://[::1]:25', { host: '::1', plain: true }],
    ['smtps://127.0.0.1', { secure: true, plain: false }],
    ['smtp://127.0.0.1.example.org', { plain: false }],
  ])('reads %s', (url, expected) => {
    expect(read(url)).toMatchObject(expected)
  })

  test('says what is missing', () => {
    expect(read('http://mail.example.org')).toBe('url')
    expect(read('mail.example.org')).toBe('url')
    expect(read('smtp://mail.example.org', { from: '' })).toBe('from')
    expect(read('smtp://mail.example.org', { from: 'Plaza <plaza@example.org>' })).toBe('from')
    expect(read('smtp://mail.example.org', { from: 'a@b\r\nBcc: eve@example.org' })).toBe('from')
    expect(read('smtp://mail.example.org', { publicOrigin: undefined })).toBe('public_url')
  })
})

describe('a line of an e-mail', () => {
  test('holds nothing that ends a header or turns a line around', () => {
    expect(oneLine('Ada\r\nBcc: eve@example.org')).toBe('Ada Bcc: eve@example.org')
    expect(oneLine('a\u202Eb\u2028c\u0000d')).toBe('a b c d')
    expect(oneLine('\uD800').isWellFormed()).toBe(true)
  })

  test('is cut between letters, not in them', () => {
    const family = '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}'
    expect(shortened(family.repeat(3), 2)).toBe(`${family.repeat(2)}…`)
    expect(shortened('short', 10)).toBe('short')
    expect(shortened('a'.repeat(100_000), 10)).toBe(`${'a'.repeat(10)}…`)
  })

  test('says one as one, and puts names in as they are', () => {
    expect(say('digest.subject', { count: 1 })).toBe('1 message missed')
    expect(say('digest.subject', { count: 3 })).toBe('3 messages missed')
    expect(say('digest.mention', { name: '{room}', room: '$&' })).toBe('{room} in $&')
    expect(() => say('digest.nothing')).toThrow()
  })
})

describe('what the mail server said', () => {
  const failure = (fields: object) => outcomeOf(Object.assign(new Error('x'), fields))

  test.each([
    [{ code: 'EENVELOPE', responseCode: 550 }, 'refused', '550'],
    [{ code: 'EMESSAGE', responseCode: 554 }, 'refused', '554'],
    [{ code: 'EENVELOPE', responseCode: 421 }, 'retry', '421'],
    [{ code: 'EAUTH', responseCode: 535 }, 'retry', '535'],
    [{ code: 'ETIMEDOUT' }, 'retry', 'timeout'],
    [{ code: 'EABORT' }, 'retry', 'timeout'],
    [{ code: 'ESOCKET' }, 'retry', 'unreachable'],
    [{ code: 'ESOCKET', message: 'self-signed certificate' }, 'retry', 'certificate'],
    [{ code: 'ETLS' }, 'retry', 'tls'],
  ])('%j is final or not', (fields, state, reason) => {
    expect(failure(fields)).toEqual({ state, reason })
  })

  test('each attempt waits twice as long, up to an hour', () => {
    expect([1, 2, 3, 20].map(attempts => mailDelay(attempts, 0.5))).toEqual([15_000, 30_000, 60_000, 3_600_000])
    expect([mailDelay(1, 0), mailDelay(1, 1)]).toEqual([11_250, 18_750])
  })
})
