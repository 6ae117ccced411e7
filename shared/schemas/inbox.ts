import { z } from 'zod'
import { limits } from '../limits'
import { inboxFilters } from '../protocol/inbox'
import { limitSchema } from './common'

/** `filter=mentions,directs`: all of it when it is left out. */
export const inboxQuerySchema = z.object({
  filter: z.string()
    .max(40)
    .default(inboxFilters.join())
    .transform(text => text.split(','))
    .pipe(z.array(z.enum(inboxFilters))),
  limit: limitSchema.default(limits.list.default),
  cursor: z.string().max(limits.list.cursor).optional(),
})

export type InboxQuery = z.output<typeof inboxQuerySchema>
