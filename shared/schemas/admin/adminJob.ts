import { z } from 'zod'
import { limits } from '../../limits'
import { isVisible, searchText } from '../../text'
import { span } from './adminMessage'
import { idSchema } from '../common'

/** A text that nobody can see is a mistake here, not the wish to delete everything. */
const deletionFilterSchema = z.object({
  ...span,
  query: z.string().max(200).refine(isVisible, 'required').transform(searchText).optional(),
  room: idSchema.optional(),
  author: idSchema.optional(),
}).refine(filter => filter.room !== undefined || filter.author !== undefined || filter.query !== undefined, 'narrow')

/** How many a job will affect, as in its preview. */
const confirm = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional()

export const jobSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message_deletion'),
    filter: deletionFilterSchema.optional(),
    messages: z.array(z.object({ roomId: idSchema, seq: idSchema })).min(1).max(limits.list.max).optional(),
    confirm,
  }).refine(job => (job.filter === undefined) !== (job.messages === undefined), 'one_choice'),
  z.object({ kind: z.literal('guest_tidy'), days: z.number().int().min(1).max(3650), confirm }),
])

export type JobInput = z.output<typeof jobSchema>
