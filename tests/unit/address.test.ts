import { expect, test } from 'vitest'
import { isLoopback, networkOf } from '../../server/core/address.ts'

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['1.2.3.4:56789', '1.2.3.4'],
  [' 1.2.3.4 ', '1.2.3.4'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['::FFFF:0102:0304', '1.2.3.4'],
  ['::ffff:102:304', '1.2.3.4'],
  ['0:0:0:0:0:ffff:0102:0304', '1.2.3.4'],
  ['[::ffff:1.2.3.4]:443', '1.2.3.4'],
  ['2001:db8:0:1::5', '2001:db8:0:1::/64'],
  ['2001:DB8:0000:0001:0:0:0:5', '2001:db8:0:1::/64'],
  ['[2001:db8:0:1::5]:443', '2001:db8:0:1::/64'],
  ['[2001:db8:0:1::5]', '2001:db8:0:1::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
  expect(networkOf(network), 'again changes nothing').toBe(network)
})

test.each([
  '', 'local', 'unix:', '1.2', '0x7f.1', '010.0.0.1', '1.2.3.4.5', '256.1.1.1', 'Garbage:1',
])('%j is no address and is nobody else\'s', (text) => {
  expect(networkOf(text)).toBe(text.toLowerCase())
})

test('this machine is known in every spelling, and nobody else is', () => {
  for (const address of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '::FFFF:7f00:1']) {
    expect(isLoopback(address)).toBe(true)
  }
  for (const address of ['10.0.0.1', '2001:db8::1', '::ffff:8.8.8.8', '', '127.0.0.1.evil.example']) {
    expect(isLoopback(address)).toBe(false)
  }
})
