import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { settings } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { AppError, invalidField } from '../../core/errors'

const keyRow = 2
const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
/** Keys are padded to a multiple of this, so that the length of a cursor does not reveal the length of a name. */
const block = 64

let secret: Buffer | undefined

/** Loads the key of the cursors, made once for the installation: every node reads what another one wrote. */
export async function loadCursorKey(): Promise<void> {
  const { queries } = identityDatabase()
  await queries.insert(settings).ignore().values({ id: keyRow, version: 0, value: randomBytes(32).toString('base64') })
  const [row] = await queries.select({ value: settings.value }).from(settings).where(eq(settings.id, keyRow))
  if (!row) throw new AppError('unavailable')
  secret = Buffer.from(row.value, 'base64')
}

/** Takes the special meaning from `%`, `_` and `\` in a LIKE pattern. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/**
 * The sort key of the last row, encrypted and authenticated (AES-256-GCM): the row may be one that the caller may not
 * see. `list` names the list and its order, and is bound to the cursor.
 */
export function encodeCursor(list: string, key: string): string {
  const text = Buffer.from(`${key}\0`)
  const padded = Buffer.concat([text, Buffer.alloc(Math.ceil(text.length / block) * block - text.length)])
  const nonce = randomBytes(nonceBytes)
  const encryption = createCipheriv(cipher, cursorKey(), nonce).setAAD(Buffer.from(list))
  const encrypted = Buffer.concat([encryption.update(padded), encryption.final()])
  return Buffer.concat([nonce, encryption.getAuthTag(), encrypted]).toString('base64url')
}

/**
 * What `encodeCursor` was given; undefined for the first page, `invalid` for a cursor of another list or order, of
 * another installation, or of nobody.
 */
export function decodeCursor(list: string, cursor: string | undefined): string | undefined {
  if (!cursor) return undefined
  const bytes = Buffer.from(cursor, 'base64url')
  const [nonce, tag, encrypted] = [
    bytes.subarray(0, nonceBytes),
    bytes.subarray(nonceBytes, nonceBytes + tagBytes),
    bytes.subarray(nonceBytes + tagBytes),
  ]
  if (encrypted.length === 0 || bytes.toString('base64url') !== cursor) throw badCursor()
  try {
    const decryption = createDecipheriv(cipher, cursorKey(), nonce).setAAD(Buffer.from(list)).setAuthTag(tag)
    const text = Buffer.concat([decryption.update(encrypted), decryption.final()])
    return text.subarray(0, text.indexOf(0)).toString()
  }
  catch {
    throw badCursor()
  }
}

/** The numbers in a cursor, as many as `encodeNumbers` was given. */
export function decodeNumbers(list: string, cursor: string | undefined, count: number): number[] | undefined {
  const numbers = decodeCursor(list, cursor)?.split('.').map(Number)
  if (numbers && (numbers.length !== count || !numbers.every(Number.isSafeInteger))) throw badCursor()
  return numbers
}

export function encodeNumbers(list: string, numbers: number[]): string {
  return encodeCursor(list, numbers.join('.'))
}

function badCursor(): AppError {
  return invalidField('cursor', 'cursor')
}

function cursorKey(): Buffer {
  if (!secret) throw new AppError('unavailable')
  return secret
}
