import { z } from 'zod'
import { limits } from '../limits'
import { addDays } from '../support/localTime'
import { idParamSchema, timeZoneSchema } from './common'

const day = z.iso.date({ message: 'day' })

export const figuresSchema = z.object({
  inbox: idParamSchema.optional(),
  team: idParamSchema.optional(),
  agent: idParamSchema.optional(),
  from: day.optional(),
  to: day.optional(),
  /** Of the reader; counts where the inboxes have none, or several. */
  timeZone: timeZoneSchema.optional(),
  format: z.enum(['json', 'csv']).default('json'),
})
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], message: 'order' })
  .refine(({ from, to }) => !from || !to || addDays(from, limits.support.figureDays) > to, {
    path: ['from'], message: 'too_long',
  })

export type FiguresQuery = z.output<typeof figuresSchema>
