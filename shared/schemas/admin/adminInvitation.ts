import { z } from 'zod'
import { plainText } from '../common'

export const invitationSchema = z.object({
  note: plainText(80).default(''),
  maxUses: z.number().int().min(1).max(10_000).default(1),
  days: z.number().int().min(1).max(365).default(7),
})

export type InvitationInput = z.output<typeof invitationSchema>
