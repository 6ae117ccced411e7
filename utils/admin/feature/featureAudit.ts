import type { AuditEntry } from '#shared/protocol/admin/adminAudit'
import type { FeatureCondition, FeatureDefinition } from '#shared/protocol/admin/adminFeature'
import type { AuditLine, AuditWords } from '../../auditText'
import { auditLines } from '../../auditText'
import { featureChanges } from './featureChanges'
import type { FeatureWords } from './featureText'
import { conditionsText } from './featureText'

const parts = {
  description: true, owner: true, type: true, enabled: true, variants: true, defaultVariant: true, offVariant: true,
  applyMode: true, rules: true, prerequisites: true, schedule: true, staleAfter: true, hidden: true, guard: true,
  note: true,
} satisfies Record<keyof FeatureDefinition, true>

/** What an entry says was changed of a feature or a segment, in the words of the feature's own history. */
export function featureAuditLines(entry: AuditEntry, words: AuditWords, all: FeatureWords): AuditLine[] {
  const [before, after] = [split(entry.before), split(entry.after)]
  const rest = auditLines({ ...entry, before: before.rest, after: after.rest }, words)
  return [...rest, ...conditionLines(entry, all), ...featureChanges(before.definition, after.definition, all)]
}

function split(fields: AuditEntry['before']) {
  const [own, others] = [true, false].map(wanted => Object.fromEntries(
    Object.entries(fields ?? {}).filter(([key]) => key !== 'conditions' && Object.hasOwn(parts, key) === wanted),
  ))
  return { definition: own as Partial<FeatureDefinition>, rest: fields && (others ?? {}) }
}

function conditionLines({ before, after }: AuditEntry, all: FeatureWords): AuditLine[] {
  const [old, now] = [before, after].map(fields => Array.isArray(fields?.conditions)
    ? { text: conditionsText(fields.conditions as FeatureCondition[], all) }
    : undefined)
  return old?.text === now?.text ? [] : [{ label: all.t('admin.features.conditions'), before: old, after: now }]
}
