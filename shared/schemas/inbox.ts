import { z } from 'zod'
import { limits } from '../limits'
import { limitSchema } from './common'

export const inboxFilterSchema = z.enum(['mentions', 'directs', 'unread'])

/** `filter=mentions,directs`: all of it when it is left out. */
export const inboxQuerySchema = z.object({
  filter: z.string()
    .max(40)
    .default(inboxFilterSchema.options.join())
    .transform(text => text.split(','))
    .pipe(z.array(inboxFilterSchema)),
  limit: limitSchema.default(limits.list.default),
  cursor: z.string().max(limits.list.cursor).optional(),
})

export type InboxFilter = z.output<typeof inboxFilterSchema>
export type InboxQuery = z.output<typeof inboxQuerySchema>
