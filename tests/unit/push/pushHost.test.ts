import { describe, expect, test } from 'vitest'
import { findPushHost, isPublic, publicLookup } from '../../../server/services/push/pushHost.ts'

describe('the list of an admin', () => {
  const list = 'push.example.org:8443, http://127.0.0.1:9000\nhttps://other.example.org'
  test.each([
    ['https://push.example.org:8443/x', true],
    ['https://other.example.org/x', true],
    ['http://127.0.0.1:9000/x', true],
    ['http://push.example.org:8443/x', false],
    ['https://push.example.org/x', false],
    ['https://127.0.0.1:9000/x', false],
    ['http://127.0.0.1:9001/x', false],
    ['http://me@127.0.0.1:9000/x', false],
  ])('%s: %s', (endpoint, listed) => {
    expect(findPushHost(endpoint, list)?.listed).toBe(listed || undefined)
  })

  test('leaves the services of the browsers as they are', () => {
    expect(findPushHost('https://fcm.googleapis.com/x', list)).toMatchObject({ listed: false })
    expect(findPushHost('https://a.b.push.services.mozilla.com/x', '')).toMatchObject({ listed: false })
    expect(findPushHost('https://push.services.mozilla.com/x', '')).toBeUndefined()
  })
})

test.each([
  '127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1',
  '::1', '::', 'fe80::1', 'fc00::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::',
  'no address',
])('%s is not open to everybody', (address) => {
  expect(isPublic({ address })).toBe(false)
})

test.each(['142.250.1.1', '2a00:1450:4001:80b::200a'])('%s is', (address) => {
  expect(isPublic({ address })).toBe(true)
})

test.each([{ all: true }, { all: false }])('a name that leads into this machine is refused: %o', async (options) => {
  const error = await new Promise<NodeJS.ErrnoException | null>(resolve =>
    publicLookup('localhost', options, error => resolve(error)),
  )
  expect(error?.code).toBe('EPRIVATE')
})
