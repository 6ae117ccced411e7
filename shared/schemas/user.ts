import { z } from 'zod'
import { limits } from '../limits'
import { isVisible } from '../text'
import { bidiControl, flagSchema, singleLine } from './common'

export const usernameSchema = singleLine(limits.username.max)
  .refine(text => isVisible(text), 'required')
  .refine(text => !text.includes('@'), 'no_at_sign')
  .refine(text => !bidiControl.test(text), 'invisible')

export const displayNameSchema = singleLine(limits.displayName.max).refine(text => isVisible(text), 'required')
export const emailSchema = z.string().trim().max(limits.email.max, 'too_long').pipe(z.email('email'))

export const passwordSchema = z.string()
  .min(limits.password.min, 'too_short').max(limits.password.max, 'too_long')
  .refine(text => text.isWellFormed(), 'invalid')
  .refine(text => text.trim() !== '', 'only_spaces')
  .refine(text => text.trim() === '' || isVisible(text), 'only_invisible')

export const typedPasswordSchema = z.string().min(1, 'required').max(limits.password.max, 'too_long')

export const accountPatchSchema = z.object({
  username: usernameSchema.optional(),
  displayName: displayNameSchema.optional(),
})

export const emailChangeSchema = z.object({ email: emailSchema, currentPassword: typedPasswordSchema })
export const digestSchema = z.object({ digest: z.enum(['daily', 'off']) })
export type EmailChange = z.output<typeof emailChangeSchema>
export const accountDeletionSchema = z.object({ password: typedPasswordSchema.optional() })
export const privacyPatchSchema = z.object({
  addableBy: z.enum(['everyone', 'companions', 'nobody']).optional(),
  sharesReading: z.boolean().optional(),
})
/** The same from a form, whose fields are texts. */
export const privacyFormSchema = privacyPatchSchema.extend({ sharesReading: flagSchema.optional() })
export type PrivacyPatch = z.output<typeof privacyPatchSchema>
export type AccountPatch = z.output<typeof accountPatchSchema>
