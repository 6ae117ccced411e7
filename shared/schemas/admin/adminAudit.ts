import { z } from 'zod'
import { idParamSchema, listQuerySchema } from '../common'

export const auditListSchema = listQuerySchema.extend({
  actor: idParamSchema.optional(),
  action: z.string().regex(/^[a-z]+(\.[a-z_]+)?$/, 'action').max(64).optional(),
  targetKind: z.enum([
    'user', 'room', 'message', 'report', 'settings', 'invitation', 'ban', 'job', 'feature', 'token', 'inbox',
  ]).optional(),
  targetId: idParamSchema.optional(),
})

export const auditExportSchema = auditListSchema.extend({ format: z.enum(['csv', 'jsonl']).default('csv') })
export type AuditList = z.output<typeof auditListSchema>
