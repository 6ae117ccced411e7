import { z } from 'zod'
import { limits } from '../limits'
import { casePriorities, caseStates, deskViews } from '../protocol/supportCase'
import { isVisible } from '../text'
import { idParamSchema, idSchema, instantSchema, listQuerySchema, plainText, singleLine } from './common'
import { clientIdSchema } from './message'
import { emailSchema } from './user'

export const labelSchema = singleLine(limits.support.label).refine(isVisible, 'required')

/** Signed by the server of the host, with the secret of the inbox: HMAC-SHA256 of `id`, as hexadecimal digits. */
const identity = z.object({
  id: z.string().min(1).max(limits.support.externalId).refine(text => text.isWellFormed(), 'invalid'),
  hmac: z.string().regex(/^[0-9a-f]{64}$/, 'hmac'),
})

/** One address however it is typed, as that of an account is: by it somebody finds back to their cases. */
const folded = (email: string) => email.toLowerCase()

/** What a browser says of itself: cut off rather than refused, as nobody typed it. */
const clipped = (max: number) => z.string().optional().catch(undefined)
  .transform(text => text?.slice(0, max).toWellFormed().replaceAll(/\p{Cc}/gu, '').trim() || undefined)

const context = z.object({
  page: clipped(limits.support.address),
  referrer: clipped(limits.support.address),
  language: clipped(limits.support.language),
  timeZone: clipped(limits.support.timeZone),
})

/** What a customer opens a case with; all of it is text, whoever shows it. */
export const caseSchema = z.object({
  inbox: z.string().min(1).max(64),
  clientId: clientIdSchema.optional(),
  name: singleLine(limits.displayName.max).optional().transform(text => text && isVisible(text) ? text : undefined),
  email: z.union([z.literal(''), emailSchema]).optional().transform(text => text ? folded(text) : undefined),
  topic: plainText(limits.roomTopic.max).default(''),
  identity: identity.optional(),
  context: context.optional().catch(undefined),
})

/** Who comes back, as the host's server says. */
export const customerSessionSchema = z.object({ inbox: z.string().min(1).max(64), identity })

export const caseViews = ['own', ...deskViews] as const

export const caseListSchema = listQuerySchema.extend({
  view: z.enum(caseViews).optional(),
  inbox: idParamSchema.optional(),
  label: labelSchema.optional(),
  team: idParamSchema.optional(),
  customer: idParamSchema.optional(),
  room: idParamSchema.optional(),
})

export const caseCountsSchema = z.object({ inbox: idParamSchema.optional() })

/** What is left out stays as it is. `version` may come as `If-Match` too. */
export const casePatchSchema = z.object({
  version: idSchema.optional(),
  state: z.enum(caseStates).optional(),
  assigneeId: idSchema.nullable().optional(),
  teamId: idSchema.nullable().optional(),
  priority: z.enum(casePriorities).optional(),
  labels: z.array(labelSchema).max(limits.support.labels).optional(),
  snoozedUntil: instantSchema.refine(date => date > new Date(), 'past').optional(),
})
  .refine(patch => patch.state !== 'snoozed' || patch.snoozedUntil, { path: ['snoozedUntil'], message: 'required' })
  .refine(patch => !patch.snoozedUntil || (patch.state ?? 'snoozed') === 'snoozed', {
    path: ['snoozedUntil'], message: 'state',
  })

export const ratingSchema = z.object({
  score: z.number().int().min(1).max(5),
  text: plainText(limits.support.ratingText).default(''),
})

export const resumeSchema = z.object({ inbox: z.string().min(1).max(64), email: emailSchema.transform(folded) })

/** The frame that was opened by a link says which inbox it shows. */
export const redemptionSchema = z.object({ inbox: z.string().min(1).max(64).optional() })

/** Whether an agent is pushed the new cases of an inbox. */
export const inboxNotificationsSchema = z.object({ level: z.enum(['all', 'none']) })

export const timelineQuerySchema = listQuerySchema.pick({ limit: true, cursor: true })

export type CaseInput = z.output<typeof caseSchema>
export type CaseList = z.output<typeof caseListSchema>
export type CasePatch = z.output<typeof casePatchSchema>
export type RatingInput = z.output<typeof ratingSchema>
