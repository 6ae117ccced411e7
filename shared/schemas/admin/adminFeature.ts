import { z } from 'zod'
import {
  bidiControl, flagSchema, hasProto, instantSchema, labelText, listQuerySchema, plainText, positionSchema, singleLine,
  strictRecord,
} from '../common'
import { isVisible } from '../../text'
import type { FeatureJson, FeatureValue } from '../../protocol/feature'

const kilobyte = 1024

/** Letters, digits and `. _ -`, beginning with a letter or a digit. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'name')
export const featureKeySchema = name.max(100, 'too_long')
const variantName = name.max(64, 'too_long')

const jsonSchema: z.ZodType<FeatureJson> = z.lazy(() => z.union([
  z.string(), z.number(), z.boolean(), z.null(), z.array(jsonSchema), z.record(z.string(), jsonSchema),
]))
/** Levels of an object. What checks it goes down level by level, and the stack has an end. */
const deepest = 20

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(inner => isDeeperThan(inner, levels - 1))
}

function namesProto(value: unknown): boolean {
  return hasProto(value) || (typeof value === 'object' && value !== null && Object.values(value).some(namesProto))
}

const shallowSchema = z.unknown().refine(value => !isDeeperThan(value, deepest), { error: 'too_deep', abort: true })
  .refine(value => !namesProto(value), { error: 'invalid_key', abort: true })
const valueSchema: z.ZodType<FeatureValue> = shallowSchema.pipe(z
  .union([z.boolean(), z.string(), z.number(), z.record(z.string(), jsonSchema)])
  .refine(value => JSON.stringify(value).length <= 8 * kilobyte, 'too_long'))

/** Percent with three decimals at most: a bucket is a thousandth of a percent. */
const shareSchema = z.number()
  .min(0)
  .max(100)
  .refine(share => Number.isInteger(Math.round(share * 1e6) / 1e3), 'decimals')

const conditionValue = z.union([z.string().max(500, 'too_long'), z.number(), z.boolean()])

export const featureConditionSchema = z.object({
  attribute: z.string().min(1).max(100),
  operator: z.enum(['in', 'not_in', 'starts_with', 'contains', 'gt', 'lt', 'before', 'after']),
  values: z.array(conditionValue).min(1).max(1000, 'too_many'),
}).superRefine(({ attribute, operator, values }, context) => {
  if (attribute === 'segment' && operator !== 'in' && operator !== 'not_in') {
    context.addIssue({ code: 'custom', message: 'operator', path: ['operator'] })
  }
  const isNumeric = operator === 'gt' || operator === 'lt'
  const isTime = operator === 'before' || operator === 'after'
  values.forEach((value, n) => {
    const fits = isNumeric
      ? value !== '' && Number.isFinite(Number(value))
      : !isTime || !Number.isNaN(Date.parse(String(value)))
    if (!fits) context.addIssue({ code: 'custom', message: isNumeric ? 'number' : 'instant', path: ['values', n] })
  })
})

const ruleSchema = z
  .object({
    conditions: z.array(featureConditionSchema).max(20, 'too_many').default([]),
    share: shareSchema.optional(),
    variant: variantName.optional(),
    split: z.array(z.object({ variant: variantName, weight: z.number().min(0).max(100_000) }))
      .min(1)
      .max(20, 'too_many')
      .refine(parts => parts.some(({ weight }) => weight > 0), 'weight')
      .optional(),
  })
  .refine(({ variant, split }) => (variant === undefined) !== (split === undefined), {
    error: 'one_choice',
    path: ['variant'],
  })

const prerequisiteSchema = z.union([
  featureKeySchema.transform((key): { key: string, variant?: string } => ({ key })),
  z.object({ key: featureKeySchema, variant: variantName.optional() }),
])

const instantText = instantSchema.transform(instant => instant.toISOString())

const rampStepSchema = z.object({ share: shareSchema, minutes: z.number().min(0).max(60 * 24 * 365) })
const scheduleSchema = z.object({
  on: instantText.nullish(),
  off: instantText.nullish(),
  ramp: z.array(rampStepSchema).min(1).max(20, 'too_many').optional()
    .refine(steps => (steps ?? []).every(({ share }, n) => n === 0 || share >= (steps?.[n - 1]?.share ?? 0)), 'order'),
})

const guardSchema = z.object({
  ratio: z.number().min(1.1).max(1000).default(3),
  minPeople: z.number().int().min(1).max(100_000).default(20),
  minutes: z.number().min(1).max(60 * 24).default(10),
  action: z.enum(['pause', 'kill']).default('kill'),
})

const localeSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'locale')
const noteSchema = strictRecord(localeSchema, z.object({
  title: singleLine(120).refine(text => isVisible(text) && !bidiControl.test(text), 'required'),
  body: plainText(1000).refine(text => isVisible(text), 'required'),
})).refine(note => JSON.stringify(note).length <= 16 * kilobyte, 'too_long')

const fields = {
  description: plainText(2000),
  owner: singleLine(200),
  type: z.enum(['release', 'experiment', 'operational', 'kill_switch', 'permission']),
  enabled: z.boolean(),
  variants: strictRecord(variantName, valueSchema)
    .refine(variants => Object.keys(variants).length > 0, 'required')
    .refine(variants => Object.keys(variants).length <= 50, 'too_many')
    .refine(variants => new Set(Object.values(variants).map(value => typeof value)).size <= 1, 'one_type'),
  defaultVariant: variantName,
  offVariant: variantName,
  applyMode: z.enum(['live', 'next-navigation', 'next-session']),
  rules: z.array(ruleSchema).max(50, 'too_many'),
  prerequisites: z.array(prerequisiteSchema).max(20, 'too_many')
    .refine(wanted => new Set(wanted.map(({ key }) => key)).size === wanted.length, 'duplicate'),
  schedule: scheduleSchema.nullable(),
  staleAfter: instantText.nullable(),
  hidden: z.boolean(),
  guard: guardSchema.nullable(),
  note: noteSchema.nullable(),
}

/** What a feature is made of, once all of it is known: each variant that it names must be one of its own. */
export const featureDefinitionSchema = z.object(fields).superRefine((feature, context) => {
  const check = (variant: string | undefined, path: (string | number)[]) => {
    if (variant !== undefined && !Object.hasOwn(feature.variants, variant)) {
      context.addIssue({ code: 'custom', message: 'unknown_variant', path })
    }
  }
  check(feature.defaultVariant, ['defaultVariant'])
  check(feature.offVariant, ['offVariant'])
  feature.rules.forEach(({ variant, split }, n) => {
    check(variant, ['rules', n, 'variant'])
    split?.forEach((part, m) => check(part.variant, ['rules', n, 'split', m, 'variant']))
  })
})

/** A feature is made with a key alone, if need be: on and off, off for everybody. */
export const newFeatureSchema = z.object({
  ...fields,
  key: featureKeySchema,
  description: fields.description.default(''),
  owner: fields.owner.default(''),
  type: fields.type.default('release'),
  enabled: fields.enabled.default(false),
  variants: fields.variants.default({ on: true, off: false }),
  defaultVariant: fields.defaultVariant.default('off'),
  offVariant: fields.offVariant.default('off'),
  applyMode: fields.applyMode.default('live'),
  rules: fields.rules.default([]),
  prerequisites: fields.prerequisites.default([]),
  schedule: fields.schedule.default(null),
  staleAfter: fields.staleAfter.default(null),
  /** Names of permissions are hidden unless said otherwise. */
  hidden: fields.hidden.optional(),
  guard: fields.guard.default(null),
  note: fields.note.default(null),
})

export const featurePatchSchema = z.object({
  ...fields,
  /** A ramp that was paused goes on from its step, or the other way round. */
  rampPaused: z.boolean(),
  /** The version that the change was made from; `conflict` when the feature has changed since. */
  version: positionSchema,
}).partial()

export const featureKillSchema = z.object({ reason: plainText(500).refine(text => isVisible(text), 'required') })
export const featureRevertSchema = z.object({ version: positionSchema })

/**
 * As OpenFeature has it: attributes by name, among them the targeting key. Values of other types are
 * ignored by conditions.
 */
export const featureContextSchema = strictRecord(z.string().max(200), z.unknown())
  .refine(context => Object.keys(context).length <= 200, 'too_many')
export const featureSimulationSchema = z.object({ context: featureContextSchema.default({}) })

export const featureListSchema = listQuerySchema.extend({ stale: flagSchema.optional() })

const segmentFields = {
  description: plainText(500),
  conditions: z.array(featureConditionSchema).min(1).max(20, 'too_many'),
}
export const segmentSchema = z.object({
  ...segmentFields,
  key: featureKeySchema,
  description: segmentFields.description.default(''),
})
export const segmentPatchSchema = z.object(segmentFields).partial()

export const featureImportSchema = z.object({
  features: z
    .array(
      newFeatureSchema.extend({
        salt: z.string()
          .regex(/^[\w-]{1,64}$/)
          .optional(),
      }),
    )
    .max(500, 'too_many'),
  segments: z.array(segmentSchema).max(200, 'too_many').default([]),
})

export const apiTokenSchema = z.object({
  name: labelText(100),
  scopes: z.array(z.enum(['features:evaluate'])).min(1).max(1),
  expiresAt: instantSchema.refine(instant => instant.getTime() > Date.now(), 'past').nullish(),
})

export type NewFeature = z.output<typeof newFeatureSchema>
export type FeaturePatch = z.output<typeof featurePatchSchema>
export type FeatureImport = z.output<typeof featureImportSchema>
export type FeatureList = z.output<typeof featureListSchema>
export type NewSegment = z.output<typeof segmentSchema>
export type SegmentPatch = z.output<typeof segmentPatchSchema>
export type NewApiToken = z.output<typeof apiTokenSchema>
