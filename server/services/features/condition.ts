import type { FeatureCondition, FeatureOperator } from '#shared/protocol/admin/adminFeature'

/** What rules decide by: attributes by name, as Plaza or another application knows them. */
export interface FeatureContext {
  /** Whom buckets are computed for; without one nobody is within a share. */
  targetingKey: string | undefined
  attributes: ReadonlyMap<string, unknown>
  /** Called when a share or a split asks for the targeting key and there is none. */
  onMissingKey?: () => void
}

export type Condition = (context: FeatureContext) => boolean

/** Of an attribute that holds a list so many are looked at. */
const longestList = 1000

/** The conditions of each segment, by its key. */
export type Segments = ReadonlyMap<string, Condition>

/**
 * A condition as a function. Values are compared as text but for `gt lt before after`; an attribute that is a list
 * matches by any of its items.
 */
export function compileCondition({ attribute, operator, values }: FeatureCondition, segments: Segments): Condition {
  if (attribute === 'segment') return inSegment(operator, values.map(String), segments)
  const matches = matcher(attribute, operator, values)
  return context => matches(textsOf(context, attribute))
}

export function compileConditions(conditions: FeatureCondition[], segments: Segments): Condition {
  const compiled = conditions.map(condition => compileCondition(condition, segments))
  return context => compiled.every(holds => holds(context))
}

/** Whether any of the rules names a segment, or this one. */
export function usesSegment(rules: { conditions: FeatureCondition[] }[], key?: string): boolean {
  return rules.some(({ conditions }) => conditions.some(({ attribute, values }) =>
    attribute === 'segment' && (key === undefined || values.map(String).includes(key))))
}

/** A segment that is not there has nobody in it. */
function inSegment(operator: FeatureOperator, keys: string[], segments: Segments): Condition {
  const isInAny: Condition = context => keys.some(key => segments.get(key)?.(context) ?? false)
  return operator === 'not_in' ? context => !isInAny(context) : isInAny
}

function matcher(
  attribute: string, operator: FeatureOperator, values: FeatureCondition['values'],
): (texts: string[]) => boolean {
  const wanted = values.map(value => foldText(attribute, String(value)))
  switch (operator) {
    case 'in': return isIn(attribute, wanted)
    case 'not_in': return negate(isIn(attribute, wanted))
    case 'starts_with':
      return texts => texts.some(text => wanted.some(start => foldText(attribute, text).startsWith(start)))
    case 'contains': return texts => texts.some(text => wanted.some(part => foldText(attribute, text).includes(part)))
    case 'gt': return compare(Number, values, (one, other) => one > other)
    case 'lt': return compare(Number, values, (one, other) => one < other)
    case 'before': return compare(toTime, values, (one, other) => one < other)
    case 'after': return compare(toTime, values, (one, other) => one > other)
  }
}

/** A language stands for its regions too: `de` is in `de-AT`. */
function isIn(attribute: string, wanted: string[]): (texts: string[]) => boolean {
  const known = new Set(wanted)
  if (attribute !== 'locale') return texts => texts.some(text => known.has(text))
  return texts => texts.some((text) => {
    const tag = foldText(attribute, text)
    return known.has(tag) || known.has(tag.split('-')[0] ?? tag)
  })
}

function negate(matches: (texts: string[]) => boolean): (texts: string[]) => boolean {
  return texts => !matches(texts)
}

/** What is no number, or no time, compares as false. */
function compare(
  read: (text: string) => number, values: FeatureCondition['values'], holds: (one: number, other: number) => boolean,
): (texts: string[]) => boolean {
  const wanted = values.map(value => read(String(value)))
  return texts => texts.some(text => text !== '' && wanted.some(value => holds(read(text), value)))
}

/** Milliseconds since 1970, also of a text that is such a number. */
function toTime(text: string): number {
  return /^\d{11,16}$/.test(text) ? Number(text) : Date.parse(text)
}

function foldText(attribute: string, text: string): string {
  return attribute === 'locale' ? text.toLowerCase().replace('_', '-') : text
}

/** The attribute as texts: none when it is missing or neither text, number, truth value nor a list of such. */
function textsOf({ attributes, targetingKey }: FeatureContext, attribute: string): string[] {
  const value = attributes.get(attribute)
    ?? (attribute === 'user' || attribute === 'targetingKey' ? targetingKey : undefined)
  if (Array.isArray(value)) return value.slice(0, longestList).flatMap(toText)
  return toText(value)
}

function toText(value: unknown): string[] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : []
}
