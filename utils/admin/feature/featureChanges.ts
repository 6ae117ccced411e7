import type { FeatureDefinition, FeatureRule } from '#shared/protocol/admin/adminFeature'
import type { AuditLine, AuditValue } from '../../auditText'
import type { FeatureWords } from './featureText'
import { guardText, rampText, ruleText, valueText } from './featureText'

const words = 'admin.features'
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
type Texts = Map<string, AuditValue>

/**
 * What one version of a feature has that the one before had not, in words, part by part. What is in neither is taken
 * to be the same in both, so that the parts that changed are enough.
 */
export function featureChanges(
  before: Partial<FeatureDefinition>, after: Partial<FeatureDefinition>, all: FeatureWords,
): AuditLine[] {
  const [old, now] = [textsOf(before, all), textsOf(after, all)]
  const fields = [...new Set([...old.keys(), ...now.keys()])].filter(label => !same(old.get(label), now.get(label)))
    .map(label => ({ label, before: old.get(label), after: now.get(label) }))
  return [...fields, ...ruleLines(before.rules ?? [], after.rules ?? [], all)]
}

/** Everything but the rules, by what it is called on the screen; what is empty is left out. */
function textsOf(definition: Partial<FeatureDefinition>, all: FeatureWords): Texts {
  const { t } = all
  const texts: Texts = new Map()
  const put = (field: string, value: AuditValue | string | null | undefined) => {
    if (value) texts.set(t(`${words}.field.${field}`), typeof value === 'string' ? { text: value } : value)
  }
  const { enabled, type, applyMode, schedule, guard } = definition
  put('enabled', enabled === undefined ? null : t(`${words}.state.${enabled ? 'on' : 'off'}`))
  put('description', definition.description)
  put('owner', definition.owner)
  put('type', type && t(`${words}.type.${type}`))
  put('applyMode', applyMode && t(`${words}.apply.${applyMode}`))
  for (const [name, value] of Object.entries(definition.variants ?? {})) {
    texts.set(t(`${words}.variantNamed`, { name }), { text: valueText(value) })
  }
  put('defaultVariant', definition.defaultVariant)
  put('offVariant', definition.offVariant)
  const needed = definition.prerequisites?.map(({ key, variant }) => variant ? `${key}: ${variant}` : key)
  put('prerequisites', needed?.join(', '))
  put('on', schedule?.on ? { iso: schedule.on } : null)
  put('off', schedule?.off ? { iso: schedule.off } : null)
  put('ramp', schedule?.ramp && rampText(schedule.ramp, all))
  put('staleAfter', definition.staleAfter ? { iso: definition.staleAfter } : null)
  put('hidden', definition.hidden ? t('admin.audit.yes') : null)
  put('guard', guard && guardText(guard, all))
  for (const [locale, { title, body }] of Object.entries(definition.note ?? {})) {
    texts.set(t(`${words}.noteIn`, { locale }), { text: `${title}: ${body}` })
  }
  return texts
}

/** Rules that stand unchanged before and behind the change are left out, so that an insertion is one line. */
function ruleLines(before: FeatureRule[], after: FeatureRule[], all: FeatureWords): AuditLine[] {
  const [old, now] = [before, after].map(rules => rules.map(rule => ruleText(rule, all))) as [string[], string[]]
  let start = 0
  while (start < old.length && start < now.length && same(before[start], after[start])) start++
  const most = Math.min(old.length, now.length) - start
  let kept = 0
  while (kept < most && same(before.at(-1 - kept), after.at(-1 - kept))) kept++
  const [gone, come] = [old.slice(start, old.length - kept), now.slice(start, now.length - kept)]
  return Array.from({ length: Math.max(gone.length, come.length) }, (_, n) => ({
    label: all.t(`${words}.ruleNumber`, { number: start + n + 1 }),
    before: gone[n] === undefined ? undefined : { text: gone[n] },
    after: come[n] === undefined ? undefined : { text: come[n] },
  }))
}
