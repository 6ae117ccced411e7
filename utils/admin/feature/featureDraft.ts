import type {
  AdminFeature, FeatureCondition, FeatureDefinition, FeatureRule,
} from '#shared/protocol/admin/adminFeature'
import type { FieldError } from '#shared/protocol/problem'
import type { FeatureValue } from '#shared/protocol/feature'

export type FeatureValueKind = 'boolean' | 'string' | 'number' | 'object'

/** `text` is what stands in the field, for all but booleans. */
export interface VariantDraft { id: number, name: string, text: string }
export interface RuleDraft extends FeatureRule { id: number }

/** A feature while it is edited: lists keep their items by id, and values are texts until they are saved. */
export interface FeatureDraft extends Omit<FeatureDefinition, 'variants' | 'rules'> {
  valueKind: FeatureValueKind
  variants: VariantDraft[]
  rules: RuleDraft[]
  nextId: number
}

const fields = [
  'description', 'owner', 'type', 'enabled', 'defaultVariant', 'offVariant', 'applyMode', 'prerequisites', 'schedule',
  'staleAfter', 'hidden', 'guard', 'note',
] as const satisfies (keyof FeatureDefinition)[]

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

function kindOf(value: FeatureValue | undefined): FeatureValueKind {
  return value === undefined ? 'boolean' : typeof value as FeatureValueKind
}

const textOf = (value: FeatureValue) => typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)

export function definitionOf(feature: FeatureDefinition): FeatureDefinition {
  const plain = Object.fromEntries(fields.map(field => [field, feature[field]])) as unknown as FeatureDefinition
  return copy({ ...plain, variants: feature.variants, rules: feature.rules })
}

export function toDraft(feature: FeatureDefinition): FeatureDraft {
  const { variants, rules, ...rest } = definitionOf(feature)
  let id = 0
  return {
    ...rest,
    valueKind: kindOf(Object.values(variants)[0]),
    variants: Object.entries(variants).map(([name, value]) => ({ id: ++id, name, text: textOf(value) })),
    rules: rules.map(rule => ({ ...rule, id: ++id })),
    nextId: id + 1,
  }
}

/** What is to be saved, and what of it cannot be said as JSON yet. */
export function fromDraft(draft: FeatureDraft): { definition: FeatureDefinition, errors: FieldError[] } {
  const { valueKind, variants, rules, nextId: _, ...rest } = copy(draft)
  const errors: FieldError[] = []
  const values = new Map<string, FeatureValue>()
  for (const { name, text } of variants) {
    const value = parseValue(valueKind, text)
    if (value === undefined) errors.push({ path: `variants.${name}`, code: valueKind === 'number' ? 'number' : 'json' })
    if (values.has(name)) errors.push({ path: `variants.${name}`, code: 'duplicate' })
    values.set(name, value ?? false)
  }
  const definition = { ...rest, variants: Object.fromEntries(values), rules: rules.map(({ id: _, ...rule }) => rule) }
  return { definition, errors }
}

function parseValue(kind: FeatureValueKind, text: string): FeatureValue | undefined {
  if (kind === 'boolean') return text === 'true'
  if (kind === 'string') return text
  if (kind === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as FeatureValue : undefined
  }
  catch {
    return undefined
  }
}

/** The parts that differ, as a PATCH takes them. */
export function patchOf(from: FeatureDefinition, to: FeatureDefinition): Partial<FeatureDefinition> {
  const differs = (field: keyof FeatureDefinition) => JSON.stringify(from[field]) !== JSON.stringify(to[field])
  const changed = ([...fields, 'variants', 'rules'] as const).filter(differs)
  return Object.fromEntries(changed.map(field => [field, to[field]]))
}

/** What is wanted after somebody else has changed the feature: theirs, with what was changed here on top. */
export function mergeDraft(draft: FeatureDraft, base: FeatureDefinition, theirs: AdminFeature): FeatureDraft {
  const mine = patchOf(definitionOf(base), fromDraft(draft).definition)
  const merged = toDraft({ ...definitionOf(theirs), ...mine })
  return 'variants' in mine ? { ...merged, valueKind: draft.valueKind } : merged
}

/** Another name of a variant, everywhere it is used. */
export function renameVariant(draft: FeatureDraft, from: string, to: string): void {
  const renamed = (name: string) => name === from ? to : name
  for (const variant of draft.variants) variant.name = renamed(variant.name)
  draft.defaultVariant = renamed(draft.defaultVariant)
  draft.offVariant = renamed(draft.offVariant)
  for (const rule of draft.rules) {
    if (rule.variant !== undefined) rule.variant = renamed(rule.variant)
    for (const part of rule.split ?? []) part.variant = renamed(part.variant)
  }
}

/** Values of another kind: what can be kept is kept. */
export function changeValueKind(draft: FeatureDraft, kind: FeatureValueKind): void {
  draft.valueKind = kind
  const first = { boolean: 'false', string: '', number: '0', object: '{}' }
  for (const variant of draft.variants) {
    const isKept = kind === 'boolean' ? variant.text === 'true' : parseValue(kind, variant.text) !== undefined
    if (!isKept) variant.text = first[kind]
  }
}

export function newRule(draft: FeatureDraft): RuleDraft {
  const variant = draft.variants.find(({ name }) => name !== draft.offVariant)?.name ?? draft.offVariant
  return { id: draft.nextId++, conditions: [], variant }
}

/** Operators that make sense for an attribute; all of them for one of another application. */
export function operatorsOf(attribute: string): FeatureCondition['operator'][] {
  if (['user', 'kind', 'role', 'room', 'segment'].includes(attribute)) return ['in', 'not_in']
  if (attribute === 'locale') return ['in', 'not_in', 'starts_with']
  if (attribute === 'accountAgeDays') return ['gt', 'lt']
  return ['in', 'not_in', 'starts_with', 'contains', 'gt', 'lt', 'before', 'after']
}

export const knownAttributes = ['role', 'kind', 'user', 'room', 'segment', 'locale', 'accountAgeDays'] as const
