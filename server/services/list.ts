import { invalidField } from '../errors'

/** The end of time as Date knows it; larger than any id of ours will be. */
const latestTime = 8.64e15

/** Takes the special meaning from `%`, `_` and `\` in a LIKE pattern. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** Cursors are opaque to clients; inside is the sort key of the last row. */
export function encodeCursor(key: string): string {
  return Buffer.from(key).toString('base64url')
}

export function decodeCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const key = Buffer.from(cursor, 'base64url').toString()
  if (Buffer.from(key).toString('base64url') !== cursor) throw invalidField('cursor', 'cursor')
  return key
}

/** The numbers in a cursor, as many as `encodeNumbers` was given. */
export function decodeNumbers(cursor: string | undefined, count: number): number[] | undefined {
  const numbers = decodeCursor(cursor)?.split('.').map(Number)
  if (numbers && (numbers.length !== count || !numbers.every(number => Number.isSafeInteger(number) && number >= 0 && number <= latestTime))) throw invalidField('cursor', 'cursor')
  return numbers
}

export function encodeNumbers(numbers: number[]): string {
  return encodeCursor(numbers.join('.'))
}
