import { z } from 'zod'
import { plainText } from './common'

export const reportSchema = z.object({
  reason: z.enum(['spam', 'abuse', 'illegal', 'other']),
  note: plainText(1000).default(''),
})

export type ReportInput = z.output<typeof reportSchema>
