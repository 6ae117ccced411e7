import { z } from 'zod'
import { limits } from './limits'
import { codePointLength, isMessageBody, isVisible, searchText } from './text'

/** MariaDB stores ids as BIGINT; JSON numbers are exact up to 2^53. */
export const idSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
export const positionSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const numeric = z.string().regex(/^\d{1,16}$/).transform(Number)
export const idParamSchema = numeric.pipe(idSchema)
export const positionParamSchema = numeric.pipe(positionSchema)

const controlCharacter = /[\p{Cc}\p{Zl}\p{Zp}]/u
const bidiControl = /\p{Bidi_Control}/u
const singleLine = (max: number) => z.string().trim()
  .refine(text => text.isWellFormed() && !controlCharacter.test(text), 'single_line')
  .refine(text => codePointLength(text) <= max, 'too_long')

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
const typedPasswordSchema = z.string().min(1, 'required').max(limits.password.max, 'too_long')

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
export const accountPatchSchema = z.object({
  username: usernameSchema.optional(),
  displayName: displayNameSchema.optional(),
})
export const passwordChangeSchema = z.object({ currentPassword: typedPasswordSchema, newPassword: passwordSchema })
export const confirmationSchema = z.object({ password: typedPasswordSchema })
export const accountDeletionSchema = z.object({ password: typedPasswordSchema.optional() })

export const visibilitySchema = z.enum(['open', 'public', 'private'])
export const memberRoleSchema = z.enum(['owner', 'moderator', 'member'])
const roomNameSchema = singleLine(limits.roomName.max).refine(text => isVisible(text), 'required')
const roomTopicSchema = z.string().trim()
  .refine(text => text.isWellFormed(), 'invalid')
  .refine(text => codePointLength(text) <= limits.roomTopic.max, 'too_long')
export const roomSchema = z.object({
  name: roomNameSchema,
  topic: roomTopicSchema.default(''),
  visibility: visibilitySchema,
})
export const roomPatchSchema = z.object({
  name: roomNameSchema.optional(),
  topic: roomTopicSchema.optional(),
  visibility: visibilitySchema.optional(),
})
export const leaveRefusalSchema = z.enum(['room', 'person'])
/** `refuse=room,person`: what may not add one again. */
export const leaveSchema = z.object({
  refuse: z.string().max(40).default('').transform(text => text.split(',').filter(Boolean)).pipe(z.array(leaveRefusalSchema)),
})
export const privacyPatchSchema = z.object({ addableBy: z.enum(['everyone', 'companions', 'nobody']).optional() })
export const memberSchema = z.object({ role: memberRoleSchema.optional() })
export const directSchema = z.object({ userId: idSchema })

export const clientIdSchema = z.guid('uuid')
export const bodySchema = z.string().refine(isMessageBody, 'message_body')
export const messageSchema = z.object({ clientId: clientIdSchema, body: bodySchema, replyTo: idSchema.optional() })
export const readSchema = z.object({ seq: positionSchema })

const limitSchema = z.string().regex(/^\d{1,3}$/).transform(Number).pipe(z.number().int().min(1).max(limits.list.max))
export const pageQuerySchema = z.object({
  before: positionParamSchema.optional(),
  after: positionParamSchema.optional(),
  around: positionParamSchema.optional(),
  limit: limitSchema.default(limits.page.default),
}).refine(query => [query.before, query.after, query.around].filter(position => position !== undefined).length <= 1, 'one_position')
export const listQuerySchema = z.object({
  query: z.string().max(100).default('').transform(searchText),
  limit: limitSchema.default(limits.list.default),
  cursor: z.string().max(limits.list.cursor).optional(),
})

const cursorsSchema = z.record(z.string().regex(/^[1-9]\d{0,15}$/), z.object({ seq: positionSchema, rev: positionSchema }))
  .refine(cursors => Object.keys(cursors).length <= limits.sync.rooms, 'too_many')

/** One schema per command of `/ws`; unknown fields are dropped. */
export const commandSchemas = {
  'message.send': messageSchema.extend({ type: z.literal('message.send'), roomId: idSchema }),
  'sync': z.object({ type: z.literal('sync'), cursors: cursorsSchema }),
  'room.read': z.object({ type: z.literal('room.read'), roomId: idSchema, seq: positionSchema }),
  'room.typing': z.object({ type: z.literal('room.typing'), roomId: idSchema }),
  'presence.watch': z.object({ type: z.literal('presence.watch'), userIds: z.array(idSchema).max(limits.presence.users) }),
  'features.seen': z.object({ type: z.literal('features.seen'), version: positionSchema }),
  'ping': z.object({ type: z.literal('ping'), id: z.union([z.string().max(64), z.number()]).optional() }),
} as const

export type RegisterInput = z.output<typeof registerSchema>
export type RoomInput = z.output<typeof roomSchema>
export type RoomPatch = z.output<typeof roomPatchSchema>
export type MessageInput = z.output<typeof messageSchema>
export type PageQuery = z.output<typeof pageQuerySchema>
export type ListQuery = z.output<typeof listQuerySchema>
export type LeaveRefusal = z.output<typeof leaveRefusalSchema>
export type PrivacyPatch = z.output<typeof privacyPatchSchema>
export type AccountPatch = z.output<typeof accountPatchSchema>
