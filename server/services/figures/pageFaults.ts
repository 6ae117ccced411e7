import { config } from '../../core/config'
import { evaluateFeaturesOf } from '../features/feature'
import type { FeatureUser } from '../features/feature'
import { countFaults } from './personCounts'
import { noteGiven } from './watch'

const guestsOfPlace = { atMost: 5, ms: 10 * 60_000, places: 10_000 }
const places = new Map<string, { ids: Set<number>, until: number }>()

/**
 * Counts errors of somebody's page. Who has what is looked up here, not taken from their connection: the page of a
 * feature that breaks may never get so far as to connect. Of guests at one address a few count: a name is all that
 * another one takes.
 */
export async function reportFaults(
  user: FeatureUser, { locale, address }: { locale: string | undefined, address: string }, count: number,
): Promise<void> {
  if (user.kind === 'guest' && config().limited && !counts(user.id, address, Date.now())) return
  noteGiven(user, await evaluateFeaturesOf(user, locale))
  countFaults(user.id, count)
}

function counts(userId: number, address: string, now: number): boolean {
  const known = places.get(address)
  const place = known && known.until > now ? known : { ids: new Set<number>(), until: now + guestsOfPlace.ms }
  if (!place.ids.has(userId) && place.ids.size >= guestsOfPlace.atMost) return false
  place.ids.add(userId)
  places.delete(address)
  places.set(address, place)
  const [oldest] = places.keys()
  if (oldest !== undefined && places.size > guestsOfPlace.places) places.delete(oldest)
  return true
}
