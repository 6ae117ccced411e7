import type { FeatureKey } from '#shared/features'
import { ownFeatures } from '#shared/features'
import type { FeatureSet } from '#shared/protocol/feature'
import type { User } from '#shared/protocol/user'
import { AppError } from '../../core/errors'
import { roomIdsOf } from '../memberships/membership'
import { currentFeatures } from './catalogue'
import type { FeatureContext } from './condition'
import { evaluate, evaluateAll } from './evaluate'

const dayMs = 86_400_000
/** Somebody who is not logged in. */
const visitor: FeatureContext = { targetingKey: undefined, attributes: new Map([['kind', 'visitor']]) }

export type FeatureUser = Pick<User, 'id' | 'kind' | 'role' | 'createdAt'>

/** What rules may know of a person. `locale` is the first language that the browser asks for. */
export function contextOf(
  user: FeatureUser, locale: string | undefined, roomIds: Iterable<number> = [],
): FeatureContext {
  const attributes = new Map<string, unknown>([
    ['user', user.id], ['kind', user.kind], ['role', user.role], ['room', [...roomIds]],
    ['accountAgeDays', (Date.now() - Date.parse(user.createdAt)) / dayMs],
  ])
  if (locale) attributes.set('locale', locale)
  // Kept when a guest becomes a member: so is what they were given.
  return { targetingKey: String(user.id), attributes }
}

/** All features as they stand for a context. */
export function evaluateFeatures(context: FeatureContext): FeatureSet {
  const { version, compiled } = currentFeatures()
  return evaluateAll(version, compiled, context)
}

/** As `evaluateFeatures`, for a person whose rooms are not known yet. */
export async function evaluateFeaturesOf(user: FeatureUser, locale: string | undefined): Promise<FeatureSet> {
  return evaluateFeatures(contextOf(user, locale, currentFeatures().usesRooms ? await roomIdsOf(user.id) : []))
}

/** Whether one of Plaza's own features is on for a context; what the code says while the server does not know it. */
export function isFeatureOn(key: FeatureKey, context: FeatureContext): boolean {
  const { compiled } = currentFeatures()
  const feature = compiled.get(key)
  return feature ? evaluate(feature, context, compiled).value === true : ownFeatures[key]
}

/**
 * Whether a feature is on for people who are not logged in. Of them nothing is known, so shares below
 * 100 % leave them out.
 */
export function isVisitorFeatureOn(key: FeatureKey): boolean {
  return isFeatureOn(key, visitor)
}

export function requireVisitorFeature(key: FeatureKey): void {
  requireFeature(key, visitor)
}

/** `feature_off` for whom one of Plaza's own features is off: a hidden button is no protection. */
export function requireFeature(key: FeatureKey, context: FeatureContext): void {
  if (!isFeatureOn(key, context)) throw new AppError('feature_off')
}
