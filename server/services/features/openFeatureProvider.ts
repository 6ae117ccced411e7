import {
  FlagNotFoundError, OpenFeature, OpenFeatureEventEmitter, ServerProviderEvents, TargetingKeyMissingError,
  TypeMismatchError,
} from '@openfeature/server-sdk'
import type { EvaluationContext, JsonValue, Provider, ResolutionDetails } from '@openfeature/server-sdk'
import { usesSegment } from './condition'
import type { CompiledFeatures } from './evaluate'
import type { StoredFeature } from './featureRow'
import { contextFrom, toFlagResult } from './flagResult'

/** Where the features come from, and who says when they have changed. */
export interface FeatureSource {
  currentFeatures: () => { stored: StoredFeature[], compiled: CompiledFeatures }
  onFeaturesChanged: (listener: () => void) => void
}

/**
 * Plaza's features for code that speaks OpenFeature, such as a package with flags of its own. Our own code asks
 * `isFeatureOn`, which is typed and does not wait.
 */
export class PlazaProvider implements Provider {
  readonly metadata = { name: 'Plaza' }
  readonly runsOn = 'server'
  readonly events = new OpenFeatureEventEmitter()
  private before: StoredFeature[]

  constructor(private readonly source: FeatureSource) {
    this.before = source.currentFeatures().stored
    source.onFeaturesChanged(() => this.announce())
  }

  resolveBooleanEvaluation(
    key: string, _fallback: boolean, context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.resolve(key, context, value => typeof value === 'boolean')
  }

  resolveStringEvaluation(
    key: string, _fallback: string, context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return this.resolve(key, context, value => typeof value === 'string')
  }

  resolveNumberEvaluation(
    key: string, _fallback: number, context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return this.resolve(key, context, value => typeof value === 'number')
  }

  resolveObjectEvaluation<T extends JsonValue>(
    key: string, _fallback: T, context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return this.resolve(key, context, (value): value is T & object => typeof value === 'object')
  }

  /** Rejects with what OpenFeature calls the fault; its client answers the fallback then. */
  private async resolve<T extends JsonValue>(
    key: string, given: EvaluationContext, fits: (value: unknown) => value is T,
  ): Promise<ResolutionDetails<T>> {
    const { compiled } = this.source.currentFeatures()
    const feature = compiled.get(key)
    if (!feature) throw new FlagNotFoundError(`there is no feature ${key}`)
    const { value, variant, reason, lacksKey } = toFlagResult(feature, contextFrom(given), compiled)
    if (lacksKey) throw new TargetingKeyMissingError(`${key} is given by share`)
    if (!fits(value)) throw new TypeMismatchError(`${key} is a ${typeof value}`)
    return { value, variant, reason, flagMetadata: { version: feature.version } }
  }

  private announce(): void {
    const { stored } = this.source.currentFeatures()
    const flagsChanged = changedKeys(this.before, stored)
    this.before = stored
    this.events.emit(ServerProviderEvents.ConfigurationChanged, { flagsChanged })
  }
}

/** Makes Plaza's features the ones that `OpenFeature.getClient()` asks for, in this process. */
export async function registerProvider(source: FeatureSource): Promise<void> {
  await OpenFeature.setProviderAndWait(new PlazaProvider(source))
}

/**
 * What may have changed between two versions: features, and those that depend on them. Of a segment all that name one.
 */
export function changedKeys(before: StoredFeature[], after: StoredFeature[]): string[] {
  const versions = new Map(before.map(({ key, version }) => [key, version]))
  const kept = new Set(after.map(({ key }) => key))
  const changed = new Set([
    ...after.filter(({ key, version }) => versions.get(key) !== version).map(({ key }) => key),
    ...before.filter(({ key }) => !kept.has(key)).map(({ key }) => key),
  ])
  if (changed.size === 0) for (const { key, definition } of after) if (usesSegment(definition.rules)) changed.add(key)
  // A set is walked to its end, also over what was added on the way.
  for (const key of changed) {
    const dependents = after.filter(({ definition }) => definition.prerequisites.some(wanted => wanted.key === key))
    for (const dependent of dependents) changed.add(dependent.key)
  }
  return [...changed].sort()
}
