import { z } from 'zod'
import { limits } from '../limits'
import { limitSchema } from './common'

/** What the page of the widget is asked with; a wish that cannot be met is none. */
export const widgetQuerySchema = z.object({
  inbox: z.string().min(1).max(64),
  site: z.string().max(limits.support.site).optional().catch(undefined),
  theme: z.enum(['light', 'dark']).optional().catch(undefined),
  language: z.string().max(35).optional().catch(undefined),
})

/** How many inboxes of the directory are wanted. */
export const directorySchema = z.object({ limit: limitSchema.default(100) })
