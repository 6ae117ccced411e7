import type { FeatureSet } from '#shared/protocol/feature'
import type { CompiledFeature } from '../features/evaluate'
import { variantIn } from './givenFeatures'

/**
 * So long after somebody was last here what was written of them is forgotten; it is written again when they come back.
 */
const forgottenMs = 20 * 60_000
/** With 50 features each that is some milliseconds of work. */
const peopleAtOnce = 200

export interface Person {
  id: number
  createdAt: string
}

/** A variant that somebody has and that is not written down yet. */
export interface Due {
  feature: CompiledFeature
  userId: number
  /** When their account was made (ms). */
  accountSince: number
  variant: string
}

interface Entry {
  person: Person
  set: FeatureSet
  at: number
  /** What is written down. */
  written: FeatureSet | undefined
  /** The version of the features up to which it is. */
  version: number
  /** When it was last written that they still have what they had; of guarded features, and of the others. */
  guardedAt: number
  allAt: number
}

/**
 * What this node knows of who has which variant, and what of it is stored already: so that only what is new is written.
 * A look at somebody for whom nothing has changed costs two comparisons.
 */
export class PeopleLedger {
  private readonly entries = new Map<number, Entry>()
  private readonly changed = new Set<Entry>()

  /** What somebody has at this time (ms). */
  note(person: Person, set: FeatureSet, version: number, now: number): void {
    const known = this.entries.get(person.id)
    if (known?.at === now) return
    const entry = known ?? newEntry(person, set, now)
    if (!known) this.entries.set(person.id, entry)
    if (!known || known.set !== set || known.version !== version) this.changed.add(entry)
    entry.set = set
    entry.at = now
  }

  setOf(userId: number): FeatureSet | undefined {
    return this.entries.get(userId)?.set
  }

  /** Who was noted since then. */
  * present(since: number): Generator<Entry> {
    for (const entry of this.entries.values()) if (entry.at >= since) yield entry
  }

  /** What is to be written of some people; `settle` says that it was. Undefined when there is nothing to do. */
  takeDue(features: CompiledFeature[], version: number): { due: Due[], settle: () => void } | undefined {
    if (this.changed.size === 0) return undefined
    const due: Due[] = []
    const taken: [Entry, FeatureSet][] = []
    for (const entry of this.changed) {
      if (taken.length >= peopleAtOnce) break
      taken.push([entry, entry.set])
      due.push(...dueOf(entry, features))
    }
    return {
      due,
      settle: () => {
        for (const [entry, written] of taken) {
          Object.assign(entry, { written, version })
          if (dueOf(entry, features).length === 0) this.changed.delete(entry)
        }
      },
    }
  }

  /** Of whom it was last written so long ago that they are here. */
  takeStale(which: 'guarded' | 'all', grainMs: number, now: number, atMost: number): number[] {
    const stale: number[] = []
    for (const entry of this.entries.values()) {
      if (stale.length >= atMost) break
      const refreshedAt = which === 'all' ? entry.allAt : entry.guardedAt
      if (this.changed.has(entry) || entry.at < now - grainMs || refreshedAt > now - grainMs) continue
      entry.guardedAt = now
      if (which === 'all') entry.allAt = now
      stale.push(entry.person.id)
    }
    return stale
  }

  forgetAway(now: number): void {
    for (const [userId, entry] of this.entries) {
      if (entry.at > now - forgottenMs) continue
      this.entries.delete(userId)
      this.changed.delete(entry)
    }
  }

  forget(userId: number): void {
    const entry = this.entries.get(userId)
    if (entry) this.changed.delete(entry)
    this.entries.delete(userId)
  }

  get size(): number {
    return this.entries.size
  }
}

function newEntry(person: Person, set: FeatureSet, now: number): Entry {
  return { person, set, at: now, written: undefined, version: -1, guardedAt: now, allAt: now }
}

function dueOf({ person, set, written, version }: Entry, features: CompiledFeature[]): Due[] {
  const due: Due[] = []
  for (const feature of features) {
    const variant = variantIn(set, feature)
    // A feature that was changed is written again: what is counted begins anew with it.
    if (written && variantIn(written, feature) === variant && feature.version <= version) continue
    due.push({ feature, userId: person.id, accountSince: Date.parse(person.createdAt), variant })
  }
  return due
}
