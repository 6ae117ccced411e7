import type { FeatureApplyMode, FeatureValue } from '../feature'
import type { Profile } from '../user'

export type FeatureType = 'release' | 'experiment' | 'operational' | 'kill_switch' | 'permission'

export type FeatureOperator = 'in' | 'not_in' | 'starts_with' | 'contains' | 'gt' | 'lt' | 'before' | 'after'

export interface FeatureCondition {
  /** `user kind role room locale accountAgeDays`, `segment`, or whatever an outside context carries. */
  attribute: string
  operator: FeatureOperator
  values: (string | number | boolean)[]
}

/** The first rule that matches decides: all of its conditions hold and the person is within its share. */
export interface FeatureRule {
  conditions: FeatureCondition[]
  /** Percent, with three decimals; everybody without it. */
  share?: number
  variant?: string
  split?: { variant: string, weight: number }[]
}

export interface FeaturePrerequisite {
  key: string
  /** Any variant but its off variant, if left out. */
  variant?: string
}

export interface FeatureRampStep {
  /** Percent of people. */
  share: number
  /** How long it holds before the next step; of no meaning for the last. */
  minutes: number
}

export interface FeatureSchedule {
  on?: string | null
  off?: string | null
  ramp?: FeatureRampStep[]
}

/** Stops a rollout whose people have `ratio` times as many faults as the rest. */
export interface FeatureGuard {
  ratio: number
  minPeople: number
  /** Of the last so many minutes. */
  minutes: number
  action: 'pause' | 'kill'
}

export interface FeatureNote { title: string, body: string }

/** What an admin writes; everything else is kept by the server. */
export interface FeatureDefinition {
  description: string
  owner: string
  type: FeatureType
  enabled: boolean
  variants: Record<string, FeatureValue>
  defaultVariant: string
  offVariant: string
  applyMode: FeatureApplyMode
  rules: FeatureRule[]
  prerequisites: FeaturePrerequisite[]
  schedule: FeatureSchedule | null
  /** From then on it is listed as stale. */
  staleAfter: string | null
  /** People for whom it is off do not learn that it exists. */
  hidden: boolean
  guard: FeatureGuard | null
  /** By language, such as `en`. */
  note: Record<string, FeatureNote> | null
}

/** Past its date; the same for everybody and unchanged for 14 days; not asked for in 30 days. */
export type FeatureStaleReason = 'date' | 'settled' | 'unused'

export interface AdminFeature extends FeatureDefinition {
  key: string
  /** One of Plaza's own: it cannot be deleted, and its variants are fixed. */
  own: boolean
  salt: string
  hashVersion: number
  /** The version that last changed it. */
  version: number
  stale: FeatureStaleReason | null
  killed: { reason: string, at: string, by: Profile | null } | null
  ramp: { step: number, share: number, since: string, paused: string | null } | null
  createdAt: string
  updatedAt: string
}

export type FeatureEventKind
  = 'created' | 'changed' | 'killed' | 'reverted' | 'imported' | 'scheduled' | 'ramped' | 'guarded' | 'deleted'

/** One version of a feature, newest first in its history. */
export interface FeatureEvent {
  version: number
  kind: FeatureEventKind
  /** Null when Plaza itself did it. */
  actor: Profile | null
  reason: string | null
  /** What a guard saw when it decided. */
  figures: Record<string, number> | null
  definition: FeatureDefinition
  createdAt: string
}

export type FeatureReason
  = 'DISABLED' | 'PREREQUISITE_FAILED' | 'TARGETING_MATCH' | 'SPLIT' | 'DEFAULT' | 'UNKNOWN'

/** Why a context gets what it gets; rules count from 0. */
export interface FeatureSimulation {
  variant: string
  value: FeatureValue
  reason: FeatureReason
  rule?: number
  /** When no rule matched: the first whose conditions hold, but whose share leaves the context out. */
  outside?: number
  /** Where the targeting key lies in 0–99,999, when the context has one. */
  bucket?: number
  /** Of prerequisites that were not met. */
  prerequisite?: string
}

/** Connected people, and how many of them confirmed what they were sent of this version. */
export interface FeatureReach { version: number, connected: number, seen: number }

export interface FeatureSegment {
  key: string
  description: string
  conditions: FeatureCondition[]
  updatedAt: string
}

export interface ApiToken {
  id: number
  name: string
  scopes: string[]
  createdAt: string
  createdBy: Profile | null
  expiresAt: string | null
  lastUsedAt: string | null
  /** False once it has expired, or the admin who made it is none any more. */
  usable: boolean
}

/** How a feature goes, by variant, over a span of time. */
export interface FeatureFigures {
  since: string
  /**
   * `people` had the variant at some time in the span (somebody who was given another one counts for both), `open`
   * have a page open now; the rest happened to them meanwhile.
   */
  variants: { variant: string, people: number, open: number, faults: number, failures: number, messages: number }[]
  /** A row a minute (a quarter of an hour in long spans) and variant. */
  series: { at: string, variant: string, people: number, faults: number, failures: number }[]
  /**
   * Each variant against the off variant, per person, with the 95 % confidence interval of the difference;
   * null: too few people yet.
   */
  comparisons: FeatureComparison[] | null
  guard: { state: 'watching' | 'too_few' | 'paused' | 'killed', figures: Record<string, number> } | null
}

export interface FeatureComparison {
  variant: string
  metric: 'faults' | 'failures' | 'messages'
  rate: number
  baseRate: number
  difference: number
  low: number
  high: number
}

/** What an import would change; features and segments that stay as they are are counted alone. */
export interface FeatureImportPreview {
  features: FeatureImportChange[]
  segments: { key: string, before: FeatureCondition[] | null, after: FeatureCondition[] }[]
  unchanged: number
}

export interface FeatureImportChange {
  key: string
  /** Null for one that is new. */
  before: FeatureDefinition | null
  after: FeatureDefinition
  /** Other people than now are within its shares. */
  reshuffles: boolean
  /** Why it was killed, when the import turns it on again. */
  liftedKill: string | null
}

/** All features and segments, to be kept or taken to another Plaza. */
export interface FeatureCatalogue {
  features: (FeatureDefinition & { key: string, salt: string })[]
  segments: Omit<FeatureSegment, 'updatedAt'>[]
}
