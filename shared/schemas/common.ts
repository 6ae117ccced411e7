import { z } from 'zod'
import { limits } from '../limits'
import { codePointLength, drawnText, isVisible, searchText } from '../text'

/** MariaDB stores ids as BIGINT; JSON numbers are exact up to 2^53. */
export const idSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

export const positionSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const numeric = z.string().regex(/^\d{1,16}$/).transform(Number)
export const idParamSchema = numeric.pipe(idSchema)
export const positionParamSchema = numeric.pipe(positionSchema)
const controlCharacter = /[\p{Cc}\p{Zl}\p{Zp}]/u
export const bidiControl = /\p{Bidi_Control}/u

export const singleLine = (max: number) => z.string().trim()
  .refine(text => text.isWellFormed() && !controlCharacter.test(text), 'single_line')
  .refine(text => codePointLength(text) <= max, 'too_long')

export const limitSchema = z.string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.number().int().min(1).max(limits.list.max))

export const listQuerySchema = z.object({
  query: z.string().max(100).default('').transform(searchText),
  limit: limitSchema.default(limits.list.default),
  cursor: z.string().max(limits.list.cursor).optional(),
})

export type ListQuery = z.output<typeof listQuerySchema>

export const plainText = (max: number) => z.string().trim()
  .refine(text => text.isWellFormed(), 'invalid')
  .refine(text => codePointLength(text) <= max, 'too_long')

const emoji = /\p{Extended_Pictographic}(?:[\uFE0F\p{Emoji_Modifier}]|\u200D\p{Extended_Pictographic})*/gu

/** A name that is a label and nothing else: nothing in it is invisible, or turns the direction of what is beside it. */
export const labelText = (max: number) => singleLine(max)
  .refine(text => isVisible(text), 'required')
  .refine(text => !isVisible(text) || !hidesSomething(text), 'invisible')

function hidesSomething(text: string): boolean {
  const plain = text.replace(emoji, '')
  return drawnText(plain) !== plain
}

/**
 * As `z.record`, but a key `__proto__` is refused: `z.record` leaves it out without a word, and who sent it would
 * believe that it is stored.
 */
export function strictRecord<K extends z.core.$ZodRecordKey, V extends z.ZodType>(key: K, value: V) {
  return z.unknown().refine(given => !hasProto(given), { error: 'invalid_key', path: ['__proto__'], abort: true })
    .pipe(z.record(key, value))
}

export function hasProto(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')
}

export const instantSchema = z.iso.datetime({ message: 'instant' }).transform(text => new Date(text))
export const flagSchema = z.enum(['true', 'false']).transform(text => text === 'true')
export const seqSchema = positionSchema

/** An IANA name, such as `Europe/Madrid`; no offset. */
export const timeZoneSchema = z.string().max(60).refine(isTimeZone, 'time_zone')

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return !/^[+-]/.test(text)
  }
  catch {
    return false
  }
}
