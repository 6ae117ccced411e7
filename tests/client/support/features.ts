import type { AdminFeature, FeatureEvent } from '#shared/protocol/admin/adminFeature'
import { definitionOf } from '~/utils/admin/feature/featureDraft'

const createdAt = '2026-01-02T03:04:05.678Z'

/** A feature of two variants that is on, and gives everybody `off`. */
export function featureOf(fields: Partial<AdminFeature> = {}): AdminFeature {
  return {
    key: 'new-search', own: false, description: 'Finds more', owner: 'ada', type: 'release', enabled: true,
    variants: { on: true, off: false }, defaultVariant: 'off', offVariant: 'off', applyMode: 'live', rules: [],
    prerequisites: [], schedule: null, staleAfter: null, hidden: false, guard: null, note: null,
    salt: '0123456789abcdef', hashVersion: 1, version: 7, stale: null, killed: null, ramp: null,
    createdAt, updatedAt: createdAt, ...fields,
  }
}

/** A version of that feature. */
export function eventOf(
  version: number, fields: Partial<FeatureEvent> = {}, feature: Partial<AdminFeature> = {},
): FeatureEvent {
  return {
    version, kind: 'changed', actor: null, reason: null, figures: null, createdAt,
    definition: definitionOf(featureOf(feature)), ...fields,
  }
}
