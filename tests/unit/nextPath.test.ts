import { expect, test } from 'vitest'
import { nextPath } from '../../shared/nextPath.ts'

const hostile = [
  '//evil.example', '///evil.example', '////evil.example', '/\\evil.example', '/\\/evil.example', '\\\\evil.example',
  '\\/evil.example', '/\t/evil.example', '/\n/evil.example', '/\r/evil.example', '/\r\n/evil.example',
  '\t//evil.example', ' //evil.example', '/\t\\evil.example', '/%09/evil.example', '/%0a/evil.example',
  '/%0D%0A/evil.example', '/%5cevil.example', '/%5C%5Cevil.example', '/%2Fevil.example', '/%2f%2fevil.example',
  '/.//evil.example', '/..//evil.example', '/./%2fevil.example', '/rooms/..//evil.example',
  '/rooms/../..//evil.example', '/%2e//evil.example', '/%2e%2e//evil.example', 'https://evil.example',
  'http:evil.example', 'http:/evil.example', 'HTTPS://evil.example', 'javascript:alert(1)', 'data:text/html,x',
  'vbscript:x', 'mailto:a@b', '//user@evil.example', '//user:password@evil.example', '/\u0000/evil.example',
  '/\u0001rooms', '/rooms\u007F', '/\u0085/evil.example', '/\u00A0/evil.example', '/\u2028/evil.example',
  '/\u2029/evil.example', '/\u3000/evil.example', '/\u200B/evil.example', '/\u202Erooms', '/\uFEFF/evil.example',
  '/%00', '/%E2%80%A8/evil', '/%E0%A4%A', '/%', '/\uD800', `/${'x'.repeat(2000)}`, '', ' ', 'rooms', './rooms',
  '?next=/', '#x', '.evil.example', '@evil.example', 'evil.example',
]

test.each(hostile)('%j is no next path', (next) => {
  expect(nextPath(next, '/rooms')).toBe('/rooms')
})

test.each([
  undefined, null, 1, {}, ['/rooms/1'], ['//evil.example'], true,
])('%j is no next path, as it is no text', (next) => {
  expect(nextPath(next, '/')).toBe('/')
})

test.each([
  '/', '/rooms', '/rooms/12', '/rooms/12?panel=details', '/rooms/12?around=3#message-3', '/settings#claim',
  '/search?q=a%20b', '/admin/people?query=%2F%2Fx', '/rooms?a=//b',
])('%s stays as it is', (next) => {
  expect(nextPath(next)).toBe(next)
})

test('what a browser would write in another way is given as the browser would', () => {
  expect(nextPath('/rooms/../settings')).toBe('/settings')
  expect(nextPath('/rooms/é')).toBe('/rooms/%C3%A9')
})

test.each(hostile)('%j never leads a browser away, whoever reads the answer', (next) => {
  expect(new URL(nextPath(next), 'https://plaza.example/login').origin).toBe('https://plaza.example')
})
