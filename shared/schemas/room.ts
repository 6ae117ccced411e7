import { z } from 'zod'
import { limits } from '../limits'
import { muteChoices } from '../mute'
import { directorySorts, notificationLevels, roomVisibilities } from '../protocol/room'
import { codePointLength, isVisible } from '../text'
import { flagSchema, idSchema, instantSchema, listQuerySchema, positionSchema, singleLine } from './common'

export const visibilitySchema = z.enum(roomVisibilities)
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

export const directoryQuerySchema = listQuerySchema.extend({
  sort: z.enum(directorySorts).default('members'),
  faces: flagSchema.optional(),
})
export type DirectoryQuery = z.output<typeof directoryQuerySchema>

export const leaveRefusalSchema = z.enum(['room', 'person'])

/** `refuse=room,person`: what may not add one again. */
export const leaveSchema = z.object({
  refuse: z.string()
    .max(40)
    .default('')
    .transform(text => text.split(',').filter(Boolean))
    .pipe(z.array(leaveRefusalSchema)),
})

export const memberSchema = z.object({ role: memberRoleSchema.optional() })
export const directSchema = z.object({ userId: idSchema })
export const readSchema = z.object({ seq: positionSchema })

/** What is left out stays as it is. */
export const notificationsSchema = z.object({
  level: z.enum(notificationLevels),
  mutedUntil: instantSchema.nullable().optional(),
  favourite: z.boolean().optional(),
})

/** The same from a form. */
export const notificationsFormSchema = notificationsSchema.pick({ level: true }).extend({
  mute: z.enum([...muteChoices, 'keep']).default('keep'),
  favourite: z.literal('on').optional(),
})

export const unreadSchema = z.object({ seq: idSchema })
export type NotificationsInput = z.output<typeof notificationsSchema>
export type RoomInput = z.output<typeof roomSchema>
export type RoomPatch = z.output<typeof roomPatchSchema>
export type LeaveRefusal = z.output<typeof leaveRefusalSchema>
