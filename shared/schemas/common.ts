import { z } from 'zod'
import { limits } from '../limits'
import { codePointLength, searchText } from '../text'

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

export const instantSchema = z.iso.datetime({ message: 'instant' }).transform(text => new Date(text))
export const flagSchema = z.enum(['true', 'false']).transform(text => text === 'true')
export const seqSchema = positionSchema
