import { evaluateFeaturesOf } from '../features/feature'
import type { FeatureUser } from '../features/feature'
import { countFaults } from './personCounts'
import { noteGiven } from './watch'

/**
 * Counts errors of somebody's page. Who has what is looked up here, not taken from their connection: the page of a
 * feature that breaks may never get so far as to connect.
 */
export async function reportFaults(user: FeatureUser, locale: string | undefined, count: number): Promise<void> {
  noteGiven(user, await evaluateFeaturesOf(user, locale))
  countFaults(user.id, count)
}
