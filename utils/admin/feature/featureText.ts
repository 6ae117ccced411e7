import type {
  AdminFeature, FeatureCondition, FeatureGuard, FeatureRule, FeatureSchedule,
} from '#shared/protocol/admin/adminFeature'
import type { FeatureValue } from '#shared/protocol/feature'

/** The texts and names that features are described with. */
export interface FeatureWords {
  t: (key: string, values?: Record<string, string | number>, count?: number) => string
  te: (key: string) => boolean
  user: (id: number) => string | undefined
  room: (id: number) => string | undefined
}

const words = 'admin.features'
/** So many values of a condition are named. */
export const shownValues = 3
const shownRules = 2

/** Percent with as many decimals as it has, three at most; the same on the server and in every browser. */
export const percentText = (share: number) => `${Number(share.toFixed(3))}\u00A0%`

export const valueText = (value: FeatureValue) => typeof value === 'string' ? `“${value}”` : JSON.stringify(value)

export const attributeText = (attribute: string, { t, te }: FeatureWords) =>
  te(`${words}.attribute.${attribute}`) ? t(`${words}.attribute.${attribute}`) : attribute

/** A value of a condition as people know it: a name instead of an id. */
export function conditionValueText(attribute: string, value: unknown, { t, te, user, room }: FeatureWords): string {
  if (attribute === 'user') return user(Number(value)) ?? `#${String(value)}`
  if (attribute === 'room') return room(Number(value)) ?? `#${String(value)}`
  const key = `${words}.value.${attribute}.${String(value)}`
  return te(key) ? t(key) : String(value)
}

function valuesText(attribute: string, values: readonly unknown[], all: FeatureWords): string {
  const shown = values.slice(0, shownValues).map(value => conditionValueText(attribute, value, all))
  const rest = values.length - shown.length
  const { t } = all
  if (rest > 0) return t(`${words}.orMore`, { list: shown.join(', '), count: rest }, rest)
  const last = shown.pop() ?? ''
  return shown.length > 0 ? t(`${words}.or`, { list: shown.join(', '), last }) : last
}

export function conditionText({ attribute, operator, values }: FeatureCondition, all: FeatureWords): string {
  const { t, te } = all
  const own = `${words}.condition.${attribute}.${operator}`
  const list = valuesText(attribute, values, all)
  if (te(own)) return t(own, { values: list })
  return `${attributeText(attribute, all)} ${t(`${words}.operator.${operator}`)} ${list}`
}

export const conditionsText = (conditions: FeatureCondition[], all: FeatureWords) =>
  conditions.map(condition => conditionText(condition, all)).join(all.t(`${words}.and`))

/** Whom a rule means, in a few words. */
export function ruleWho({ conditions, share }: FeatureRule, all: FeatureWords): string {
  const { t } = all
  const who = conditionsText(conditions, all)
  if (share === undefined || share === 100) return who || t(`${words}.everybody`)
  const percent = percentText(share)
  return who ? t(`${words}.shareOf`, { percent, who }) : t(`${words}.shareOfAll`, { percent })
}

export function ruleOutcome({ variant, split }: FeatureRule): string {
  if (!split) return variant ?? ''
  const total = split.reduce((sum, { weight }) => sum + weight, 0) || 1
  return split.map(part => `${part.variant} ${percentText(part.weight / total * 100)}`).join(', ')
}

export const ruleText = (rule: FeatureRule, all: FeatureWords) =>
  all.t(`${words}.ruleText`, { who: ruleWho(rule, all), outcome: ruleOutcome(rule) })

/** What part of those a rule means gets the variant. */
function partOf({ variant, split }: FeatureRule, wanted: string): number {
  if (!split) return variant === wanted ? 1 : 0
  const total = split.reduce((sum, { weight }) => sum + weight, 0) || 1
  return split.reduce((sum, part) => part.variant === wanted ? sum + part.weight : sum, 0) / total
}

/** Who gets anything but the off variant, at a glance. */
export function audienceText(feature: AdminFeature, all: FeatureWords): string {
  const { enabled, rules, defaultVariant, offVariant, ramp } = feature
  const { t } = all
  if (!enabled) return t(`${words}.nobody`)
  const who = reached(rules.filter(rule => rule.share !== 0), defaultVariant, offVariant, all)
  if (who === t(`${words}.nobody`)) return who
  const needed = feature.prerequisites.map(({ key }) => key).join(', ')
  const ramped = ramp && ramp.share < 100 ? rampedWho(who, percentText(ramp.share), all) : who
  return needed ? t(`${words}.ifTheyHave`, { who: ramped, list: needed }) : ramped
}

function rampedWho(who: string, percent: string, { t }: FeatureWords): string {
  const isAll = who === t(`${words}.everybody`)
  return isAll ? t(`${words}.shareOfAll`, { percent }) : t(`${words}.rampOf`, { percent, who })
}

/** Behind a rule for everybody no other ever decides. */
function reachable(rules: FeatureRule[]): FeatureRule[] {
  const last = rules.findIndex(({ conditions, share = 100 }) => conditions.length === 0 && share === 100)
  return last < 0 ? rules : rules.slice(0, last + 1)
}

function reached(rules: FeatureRule[], defaultVariant: string, offVariant: string, all: FeatureWords): string {
  const { t } = all
  const others = defaultVariant !== offVariant
  const named = reachable(rules).flatMap((rule) => {
    const off = partOf(rule, offVariant)
    const part = others ? off : 1 - off
    return part > 0 ? [{ ...rule, share: (rule.share ?? 100) * part }] : []
  })
  const takesAll = (rule: FeatureRule | undefined) => rule?.conditions.length === 0 && rule.share === 100
  if (takesAll(named[0])) return t(others ? `${words}.nobody` : `${words}.everybody`)
  if (named.length === 0) return t(others ? `${words}.everybody` : `${words}.nobody`)
  const shown = named.slice(0, shownRules).map(rule => ruleWho(rule, all)).join(', ')
  const rest = named.length - shownRules
  const list = rest > 0 ? t(`${words}.andRules`, { list: shown, count: rest }, rest) : shown
  return others ? t(`${words}.everybodyBut`, { list }) : list
}

/** Minutes as a person says them. */
export function holdText(minutes: number, { t }: FeatureWords): string {
  if (minutes >= 1440 && minutes % 1440 === 0) return t(`${words}.days`, { count: minutes / 1440 }, minutes / 1440)
  if (minutes >= 60 && minutes % 60 === 0) return t(`${words}.hours`, { count: minutes / 60 }, minutes / 60)
  return t(`${words}.minutes`, { count: minutes }, minutes)
}

export function rampText(steps: NonNullable<FeatureSchedule['ramp']>, all: FeatureWords): string {
  return steps.map(({ share, minutes }, n) => n === steps.length - 1
    ? percentText(share)
    : `${percentText(share)} (${holdText(minutes, all)})`).join(' → ')
}

export function guardText({ ratio, minPeople, minutes, action }: FeatureGuard, all: FeatureWords): string {
  return all.t(`${words}.guard.text`, { ratio, minPeople, minutes, action: all.t(`${words}.guard.action.${action}`) })
}
