import { z } from 'zod'
import { limits } from './limits'
import { displayNameSchema, emailSchema, idParamSchema, idSchema, listQuerySchema, memberRoleSchema, passwordSchema, positionSchema, roomPatchSchema, roomSchema, usernameSchema } from './schemas'
import { codePointLength, isVisible, searchText } from './text'

const plainText = (max: number) => z.string().trim()
  .refine(text => text.isWellFormed(), 'invalid')
  .refine(text => codePointLength(text) <= max, 'too_long')
const instantSchema = z.iso.datetime({ message: 'instant' }).transform(text => new Date(text))
const roleSchema = z.enum(['user', 'agent', 'admin'])
const flagSchema = z.enum(['true', 'false']).transform(text => text === 'true')

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

export const adminRoomListSchema = listQuerySchema.extend({
  sort: z.enum(['active', 'name', 'members', 'newest']).default('active'),
  archived: flagSchema.optional(),
})
export const adminRoomSchema = roomSchema.extend({ isDefault: z.boolean().default(false) })
export const adminRoomPatchSchema = roomPatchSchema.extend({ archived: z.boolean().optional(), isDefault: z.boolean().optional() })
export const adminMemberSchema = z.object({ role: memberRoleSchema.default('member') })

const span = { from: instantSchema.optional(), to: instantSchema.optional() }
export const adminMessageListSchema = z.object({
  ...span,
  query: z.string().max(200).transform(text => searchText(text) || undefined).optional(),
  room: idParamSchema.optional(),
  author: idParamSchema.optional(),
  limit: listQuerySchema.shape.limit,
  cursor: listQuerySchema.shape.cursor,
})
/** A text that nobody can see is a mistake here, not the wish to delete everything. */
const deletionFilterSchema = z.object({
  ...span,
  query: z.string().max(200).refine(isVisible, 'required').transform(searchText).optional(),
  room: idSchema.optional(),
  author: idSchema.optional(),
}).refine(filter => filter.room !== undefined || filter.author !== undefined || filter.query !== undefined, 'narrow')
/** How many a job will touch, as its preview said. */
const confirm = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional()
export const jobSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message_deletion'),
    filter: deletionFilterSchema.optional(),
    messages: z.array(z.object({ roomId: idSchema, seq: idSchema })).min(1).max(limits.list.max).optional(),
    confirm,
  }).refine(job => (job.filter === undefined) !== (job.messages === undefined), 'one_choice'),
  z.object({ kind: z.literal('guest_tidy'), days: z.number().int().min(1).max(3650), confirm }),
])

export const reportSchema = z.object({
  reason: z.enum(['spam', 'abuse', 'illegal', 'other']),
  note: plainText(1000).default(''),
})
export const reportListSchema = listQuerySchema.extend({ state: z.enum(['open', 'decided']).default('open') })
export const reportDecisionSchema = z.object({
  decision: z.enum(['dismiss', 'delete', 'warn', 'mute', 'ban', 'wipe']),
  note: plainText(1000).default(''),
  /** How long a mute or the ban of an address lasts; a ban without it has no end. */
  hours: z.number().int().min(1).max(24 * 365).optional(),
})

export const auditListSchema = listQuerySchema.extend({
  actor: idParamSchema.optional(),
  action: z.string().regex(/^[a-z]+(\.[a-z_]+)?$/, 'action').max(64).optional(),
  targetKind: z.enum(['user', 'room', 'message', 'report', 'settings', 'invitation', 'ban', 'job']).optional(),
  targetId: idParamSchema.optional(),
})
export const auditExportSchema = auditListSchema.extend({ format: z.enum(['csv', 'jsonl']).default('csv') })

const logoSchema = z.string().max(48 * 1024, 'too_long').regex(/^data:image\/(?:png|webp|jpeg);base64,[A-Za-z0-9+/]+={0,2}$/, 'picture')
/** Some characters grow when they are made comparable. */
const filteredWordSchema = plainText(100).refine(text => text.length > 0, 'required').refine(text => text.normalize('NFKC').length <= 200, 'too_long')
export const settingsPatchSchema = z.object({
  registration: z.enum(['open', 'invitation', 'closed']),
  guests: z.boolean(),
  landingGlimpse: z.boolean(),
  retentionDays: z.number().int().min(1).max(36_500).nullable(),
  filteredWords: z.array(filteredWordSchema).max(500, 'too_many'),
  banner: z.object({ text: plainText(500).refine(text => text.length > 0, 'required'), tone: z.enum(['info', 'warning']) }).nullable(),
  brand: z.object({
    name: plainText(40).refine(text => text.length > 0, 'required'),
    hue: z.number().int().min(0).max(359).nullable(),
    logo: logoSchema.nullable(),
  }),
}).partial()

export const invitationSchema = z.object({
  note: plainText(80).default(''),
  maxUses: z.number().int().min(1).max(10_000).default(1),
  days: z.number().int().min(1).max(365).default(7),
})
export const passwordResetSchema = z.object({ token: z.string().min(1, 'required').max(100), password: passwordSchema })
export const contextSchema = z.object({ limit: listQuerySchema.shape.limit })
export const seqSchema = positionSchema

export type AdminUserList = z.output<typeof adminUserListSchema>
export type AdminUserInput = z.output<typeof adminUserSchema>
export type AdminUserPatch = z.output<typeof adminUserPatchSchema>
export type AdminRoomList = z.output<typeof adminRoomListSchema>
export type AdminRoomInput = z.output<typeof adminRoomSchema>
export type AdminRoomPatch = z.output<typeof adminRoomPatchSchema>
export type AdminMessageList = z.output<typeof adminMessageListSchema>
export type JobInput = z.output<typeof jobSchema>
export type ReportInput = z.output<typeof reportSchema>
export type ReportList = z.output<typeof reportListSchema>
export type ReportDecisionInput = z.output<typeof reportDecisionSchema>
export type AuditList = z.output<typeof auditListSchema>
export type SettingsPatch = z.output<typeof settingsPatchSchema>
export type InvitationInput = z.output<typeof invitationSchema>
