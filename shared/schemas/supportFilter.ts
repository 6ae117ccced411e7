import { z } from 'zod'
import { limits } from '../limits'
import { deskViews } from '../protocol/supportCase'
import { isVisible, searchText } from '../text'
import { idSchema, singleLine } from './common'
import { labelSchema } from './supportCase'

const fields = {
  name: singleLine(limits.support.name).refine(isVisible, 'required'),
  filter: z.object({
    view: z.enum(deskViews).default('all'),
    inbox: idSchema.optional(),
    team: idSchema.optional(),
    label: labelSchema.optional(),
    query: z.string().max(100).optional().transform(text => searchText(text ?? '') || undefined),
  }),
}

export const filterSchema = z.object(fields)

/** What is left out stays as it is. `position` is the place among one's filters, 0 for the first. */
export const filterPatchSchema = z.object(fields).partial()
  .extend({ position: z.number().int().min(0).max(limits.support.filters - 1).optional() })

export type FilterInput = z.output<typeof filterSchema>
export type FilterPatch = z.output<typeof filterPatchSchema>
