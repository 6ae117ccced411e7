import { z } from 'zod'
import { limits } from '../limits'
import { displayNameSchema, emailSchema, passwordSchema, typedPasswordSchema, usernameSchema } from './user'

export const registerSchema = z.object({
  email: emailSchema,
  username: usernameSchema,
  password: passwordSchema,
  displayName: displayNameSchema.optional(),
  /** The secret of an invitation, where registration is by invitation. */
  invitation: z.string().max(100).optional(),
})

export const setupSchema = registerSchema.extend({ token: z.string().min(1, 'required').max(100) })

export const loginSchema = z.object({
  login: z.string().trim().min(1, 'required').max(limits.email.max, 'too_long'),
  password: typedPasswordSchema,
})

export const guestSchema = z.object({ username: usernameSchema })
export const claimSchema = z.object({ email: emailSchema, password: passwordSchema })
export const passwordChangeSchema = z.object({ currentPassword: typedPasswordSchema, newPassword: passwordSchema })
export const confirmationSchema = z.object({ password: typedPasswordSchema })
export type RegisterInput = z.output<typeof registerSchema>
export const resetRequestSchema = z.object({ email: emailSchema })
export const linkSchema = z.object({ token: z.string().min(1, 'required').max(400) })
export const passwordResetSchema = z.object({ token: z.string().min(1, 'required').max(100), password: passwordSchema })
