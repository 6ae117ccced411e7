import { z } from 'zod'
import { limits } from '../limits'
import { isMessageBody } from '../text'
import { idSchema, limitSchema, positionParamSchema } from './common'

export const clientIdSchema = z.guid('uuid')
export const bodySchema = z.string().refine(isMessageBody, 'message_body')
export const messageSchema = z.object({ clientId: clientIdSchema, body: bodySchema, replyTo: idSchema.optional() })

export const pageQuerySchema = z.object({
  before: positionParamSchema.optional(),
  after: positionParamSchema.optional(),
  around: positionParamSchema.optional(),
  limit: limitSchema.default(limits.page.default),
}).refine(
  query => [query.before, query.after, query.around].filter(position => position !== undefined).length <= 1,
  'one_position',
)

export type MessageInput = z.output<typeof messageSchema>
export type PageQuery = z.output<typeof pageQuerySchema>
