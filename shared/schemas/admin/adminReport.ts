import { z } from 'zod'
import { listQuerySchema, plainText } from '../common'

export const reportListSchema = listQuerySchema.extend({ state: z.enum(['open', 'decided']).default('open') })

export const reportDecisionSchema = z.object({
  decision: z.enum(['dismiss', 'delete', 'warn', 'mute', 'ban', 'wipe']),
  note: plainText(1000).default(''),
  /** How long a mute or the ban of an address lasts; a ban without it has no end. */
  hours: z.number().int().min(1).max(24 * 365).optional(),
})

export type ReportList = z.output<typeof reportListSchema>
export type ReportDecisionInput = z.output<typeof reportDecisionSchema>
