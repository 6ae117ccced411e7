import { z } from 'zod'
import { flagSchema, listQuerySchema } from '../common'
import { memberRoleSchema, roomPatchSchema, roomSchema, visibilitySchema } from '../room'

export const adminRoomListSchema = listQuerySchema.extend({
  sort: z.enum(['active', 'name', 'members', 'newest']).default('active'),
  archived: flagSchema.optional(),
  visibility: visibilitySchema.optional(),
})

export const adminRoomSchema = roomSchema.extend({ isDefault: z.boolean().default(false) })
export const adminRoomPatchSchema = roomPatchSchema.extend({
  archived: z.boolean().optional(),
  isDefault: z.boolean().optional(),
})
export const adminMemberSchema = z.object({ role: memberRoleSchema.default('member') })
export type AdminRoomList = z.output<typeof adminRoomListSchema>
export type AdminRoomInput = z.output<typeof adminRoomSchema>
export type AdminRoomPatch = z.output<typeof adminRoomPatchSchema>
