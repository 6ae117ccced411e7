import { z } from 'zod'
import { limits } from '../../limits'
import { assignmentModes, formFields } from '../../protocol/admin/adminInbox'
import { isVisible } from '../../text'
import { idSchema, plainText, singleLine, timeZoneSchema } from '../common'

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/, 'inbox_key')
const name = singleLine(limits.support.name).refine(isVisible, 'required')
const minutes = z.number().int().min(1).max(60 * 24 * 30).nullable()
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'time')

/**
 * As a browser writes it in `Origin`: scheme, host, and a port that is not the scheme's own. A policy of who may show
 * a frame takes `*` for any name and `,` for its end.
 */
const hostPattern = /^(?:[a-z0-9_.-]+|\[[0-9a-f:]+\])(?::\d+)?$/
const site = z.string().max(limits.support.site).refine(isOrigin, 'origin')

const form = z.object({
  name: z.enum(formFields).default('optional'),
  email: z.enum(formFields).default('optional'),
  topic: z.enum(formFields).default('optional'),
})

const span = z.object({ day: z.number().int().min(1).max(7), from: time, to: time })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'order' })

const hours = z.object({
  timeZone: timeZoneSchema,
  spans: z.array(span).min(1).max(limits.support.spans),
})

const targets = z.object({ firstAnswerMinutes: minutes.default(null), resolutionMinutes: minutes.default(null) })

const assignment = z.object({
  mode: z.enum(assignmentModes).default('manual'),
  limit: z.number().int().min(1).max(1000).nullable().default(null),
  returnMinutes: z.number().int().min(1).max(60 * 24 * 7).nullable().default(10),
})

const fields = {
  name,
  sites: z.array(site).max(limits.support.sites).transform(unique),
  agents: z.array(idSchema).max(limits.support.agents).transform(unique),
  greeting: plainText(limits.support.greeting),
  colour: z.string().regex(/^#[0-9a-f]{6}$/, 'colour'),
  form,
  hours: hours.nullable(),
  targets,
  assignment,
  typingPreview: z.boolean(),
  listed: z.boolean(),
}

export const inboxSchema = z.object({
  key: key.optional(),
  name: fields.name,
  sites: fields.sites.default([]),
  agents: fields.agents.default([]),
  greeting: fields.greeting.default(''),
  colour: fields.colour.default('#b0563a'),
  form: fields.form.default({ name: 'optional', email: 'optional', topic: 'optional' }),
  hours: fields.hours.default(null),
  targets: fields.targets.default({ firstAnswerMinutes: null, resolutionMinutes: null }),
  assignment: fields.assignment.default({ mode: 'manual', limit: null, returnMinutes: 10 }),
  typingPreview: fields.typingPreview.default(false),
  listed: fields.listed.default(true),
})

/** What is left out stays as it is; the key is in the pages of others and never changes. */
export const inboxPatchSchema = z.object(fields).partial().extend({ newSecret: z.literal(true).optional() })

export type InboxInput = z.output<typeof inboxSchema>
export type InboxPatch = z.output<typeof inboxPatchSchema>

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text && hostPattern.test(url.host)
}

function unique<T>(list: T[]): T[] {
  return [...new Set(list)]
}
