import { z } from 'zod'
import { limits } from '../limits'
import { isVisible } from '../text'
import { idSchema, singleLine } from './common'
import { bodySchema } from './message'

const fields = {
  name: singleLine(limits.support.name).refine(isVisible, 'required'),
  body: bodySchema,
  inboxId: idSchema.nullable(),
}

export const replySchema = z.object({ ...fields, inboxId: fields.inboxId.default(null) })

/** What is left out stays as it is. */
export const replyPatchSchema = z.object(fields).partial()

export type ReplyInput = z.output<typeof replySchema>
export type ReplyPatch = z.output<typeof replyPatchSchema>
