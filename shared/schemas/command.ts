import { z } from 'zod'
import { limits } from '../limits'
import { caseDoings } from '../protocol/supportCase'
import { codePointLength } from '../text'
import { idSchema, positionSchema } from './common'
import { messageSchema } from './message'

const cursorsSchema = z.record(
  z.string().regex(/^[1-9]\d{0,15}$/),
  z.object({ seq: positionSchema, rev: positionSchema }),
)
  .refine(cursors => Object.keys(cursors).length <= limits.sync.rooms, 'too_many')

/** Comes back with the answer. */
const referenceSchema = z.union([z.string().max(64), z.number()])

/** One schema per command of `/ws`; unknown fields are dropped. */
export const commandSchemas = {
  'message.send': messageSchema.extend({ type: z.literal('message.send'), roomId: idSchema }),
  'sync': z.object({
    type: z.literal('sync'),
    id: referenceSchema.optional(),
    cursors: cursorsSchema,
    /** These are all the listed rooms that the client knows: others are named in the answer. */
    all: z.boolean().optional(),
  }),
  'room.read': z.object({ type: z.literal('room.read'), roomId: idSchema, seq: positionSchema }),
  'room.typing': z.object({ type: z.literal('room.typing'), roomId: idSchema }),
  'presence.watch': z.object({
    type: z.literal('presence.watch'),
    userIds: z.array(idSchema).max(limits.presence.users),
  }),
  'presence.activity': z.object({ type: z.literal('presence.activity'), active: z.boolean() }),
  'case.viewing': z.object({
    type: z.literal('case.viewing'), caseId: idSchema, doing: z.enum([...caseDoings, 'left']),
  }),
  'case.draft': z.object({
    type: z.literal('case.draft'),
    roomId: idSchema,
    text: z.string().refine(text => text.isWellFormed() && codePointLength(text) <= limits.body.codePoints, 'invalid'),
  }),
  'features.seen': z.object({ type: z.literal('features.seen'), version: positionSchema }),
  'ping': z.object({ type: z.literal('ping'), id: referenceSchema.optional() }),
} as const
