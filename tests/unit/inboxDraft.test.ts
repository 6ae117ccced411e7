import { expect, test } from 'vitest'
import { keyOf } from '../../utils/admin/inboxDraft.ts'

test.each([
  ['Shop help', 'shop-help'], ['  Café, Zoë & Söhne ', 'cafe-zoe-sohne'], ['客服', ''], ['AB', ''], ['---', ''],
  ['x'.repeat(60), 'x'.repeat(40)], [`${'x'.repeat(39)} y`, 'x'.repeat(39)],
])('the name "%s" suggests the key "%s"', (name, key) => expect(keyOf(name)).toBe(key))
