import { z } from 'zod'
import { limits } from '../limits'
import { isVisible } from '../text'
import { bidiControl, flagSchema, singleLine } from './common'

const presenceTextSchema = singleLine(limits.presence.text)
  .refine(text => text === '' || (isVisible(text) && !bidiControl.test(text)), 'invisible')

/** What is left out stays as it is. */
export const presenceSchema = z.object({
  status: z.enum(['auto', 'away', 'dnd']),
  text: presenceTextSchema.optional(),
  hidden: z.boolean().optional(),
})

/** The fields of the form: whatever a browser sends is a text. */
export const presenceFormSchema = presenceSchema.extend({ hidden: flagSchema.optional() })

export type PresenceInput = z.output<typeof presenceSchema>
