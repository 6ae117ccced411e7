import { expect, test } from 'vitest'
import { toCell } from '../../server/services/audit/csv.ts'

test.each([
  ['=HYPERLINK("http://evil")', '"\'=HYPERLINK(""http://evil"")"'],
  ['+1', '"\'+1"'],
  ['-1+2', '"\'-1+2"'],
  ['@SUM(A1)', '"\'@SUM(A1)"'],
  ['\t=1', '"\'\t\'=1"'],
  ['name;=1+1;x', '"name;\'=1+1;x"'],
  ['name; a-b', '"name; a-b"'],
  ['\r=1', '"\'\r=1"'],
  ['\n=1', '"\'\n=1"'],
  ['＝1', '"\'＝1"'],
  ['plain, "quoted"', '"plain, ""quoted"""'],
  ['', '""'],
])('the cell %j is written as %j', (text, cell) => {
  expect(toCell(text)).toBe(cell)
})
