import { z } from 'zod'
import { instantSchema, listQuerySchema } from '../common'
import { passwordSchema, displayNameSchema, emailSchema, usernameSchema } from '../user'

const roleSchema = z.enum(['user', 'agent', 'admin'])

export const adminUserListSchema = listQuerySchema.extend({
  sort: z.enum(['newest', 'oldest', 'username']).default('newest'),
  kind: z.enum(['member', 'guest', 'bot', 'customer']).optional(),
  role: roleSchema.optional(),
  state: z.enum(['active', 'disabled', 'muted', 'deleted']).optional(),
})

export const adminUserSchema = z.object({
  email: emailSchema,
  username: usernameSchema,
  password: passwordSchema,
  displayName: displayNameSchema.optional(),
  role: roleSchema.default('user'),
})

export const adminUserPatchSchema = z.object({
  email: emailSchema.optional(),
  username: usernameSchema.optional(),
  displayName: displayNameSchema.optional(),
  role: roleSchema.optional(),
  disabled: z.boolean().optional(),
  mutedUntil: instantSchema.nullable().optional(),
})

export type AdminUserList = z.output<typeof adminUserListSchema>
export type AdminUserInput = z.output<typeof adminUserSchema>
export type AdminUserPatch = z.output<typeof adminUserPatchSchema>
