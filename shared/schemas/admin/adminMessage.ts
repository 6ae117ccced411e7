import { z } from 'zod'
import { searchText } from '../../text'
import { idParamSchema, instantSchema, listQuerySchema } from '../common'

export const span = { from: instantSchema.optional(), to: instantSchema.optional() }

export const adminMessageListSchema = z.object({
  ...span,
  query: z.string().max(200).transform(text => searchText(text) || undefined).optional(),
  room: idParamSchema.optional(),
  author: idParamSchema.optional(),
  limit: listQuerySchema.shape.limit,
  cursor: listQuerySchema.shape.cursor,
})

export const contextSchema = z.object({ limit: listQuerySchema.shape.limit })
export type AdminMessageList = z.output<typeof adminMessageListSchema>
