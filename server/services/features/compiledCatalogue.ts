import type { FeatureCondition } from '#shared/protocol/admin/adminFeature'
import { compileConditions } from './condition'
import type { Condition } from './condition'
import { compileFeature } from './evaluate'
import type { CompiledFeatures } from './evaluate'
import type { StoredFeature } from './featureRow'

export interface Catalogue {
  version: number
  stored: StoredFeature[]
  compiled: CompiledFeatures
  /** Some rule asks for the rooms of people. */
  usesRooms: boolean
}

interface StoredSegment { key: string, conditions: string }

export function compileCatalogue(version: number, stored: StoredFeature[], segments: StoredSegment[]): Catalogue {
  const conditions = compileSegments(segments)
  return {
    version,
    stored,
    compiled: new Map(stored.map(feature => [feature.key, compileFeature(feature, conditions)])),
    usesRooms: stored.some(({ definition }) => asksForRooms(JSON.stringify(definition.rules)))
      || segments.some(({ conditions }) => asksForRooms(conditions)),
  }
}

const asksForRooms = (conditions: string) => conditions.includes('"attribute":"room"')

/** Segments know no other segments. */
function compileSegments(segments: StoredSegment[]): Map<string, Condition> {
  const none = new Map<string, Condition>()
  return new Map(
    segments.map(({ key, conditions }) => [key, compileConditions(JSON.parse(conditions) as FeatureCondition[], none)]),
  )
}
