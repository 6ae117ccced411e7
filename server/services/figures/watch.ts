import { and, inArray, isNull, lt, or } from 'drizzle-orm'
import type { FeatureSet } from '#shared/protocol/feature'
import { features } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import { currentFeatures } from '../features/catalogue'
import type { OpenCounts } from '../features/reach'
import { MinuteBook, writeMinutes } from './featureMinutes'
import { addCounts, forgetPerson, refreshPeople, writePeople } from './featurePeople'
import type { Counts } from './featurePeople'
import { enabledFeatures, isVaried, variantIn } from './givenFeatures'
import { groupCounts, takeCounts } from './personCounts'
import { PeopleLedger } from './peopleLedger'
import type { Person } from './peopleLedger'

/** How often it is written that somebody still has what they have: a guard looks at minutes, nobody else does. */
const grainMs = { guarded: 60_000, all: 10 * 60_000 }
const dueAtOnce = 5000
const refreshedAtOnce = 2000
const countedAtOnce = 500
const messagesMs = 10_000
const dayMs = 86_400_000
const nextTurn = () => new Promise(resolve => setImmediate(resolve))

const ledger = new PeopleLedger()
const minutes = new MinuteBook()
let messages = new Map<number, number>()
let messagesAt = 0
let counted: { version: number, open: OpenCounts } = { version: -1, open: {} }
let evaluated: { day: number, ids: Set<number> } = { day: 0, ids: new Set() }

/** What somebody has at this time; what of it is new is written by the next `writeFigures`. */
export function noteGiven(person: Person, set: FeatureSet, now = Date.now()): void {
  ledger.note(person, set, currentFeatures().version, now)
}

/** How many of the people who were noted since then have which variant. */
export async function countPresent(since: number): Promise<void> {
  const enabled = enabledFeatures()
  const { version } = currentFeatures()
  const counts = enabled.map(() => new Map<string, number>())
  let people = 0
  for (const { set } of ledger.present(since)) {
    if (++people % countedAtOnce === 0) await nextTurn()
    enabled.forEach((feature, n) => {
      const variant = variantIn(set, feature)
      counts[n]?.set(variant, (counts[n]?.get(variant) ?? 0) + 1)
    })
  }
  enabled.forEach(({ id }, n) => counts[n]?.forEach((count, variant) => minutes.people(id, variant, count)))
  counted = { version, open: Object.fromEntries(enabled.map(({ id }, n) => [id, Object.fromEntries(counts[n] ?? [])])) }
}

/** What was counted last; of the people here alone. */
export function openCounts(): OpenCounts {
  return counted.open
}

/** Something has changed since people were counted. */
export function isCountOld(): boolean {
  return counted.version !== currentFeatures().version
}

/** Writes what is new, in batches one after another; nobody waits for it. */
export async function writeFigures(now = Date.now()): Promise<void> {
  await writeDue(new Date(now))
  await writeRefreshed(now)
  await writeCounts(now)
  await writeMinutes(minutes.take(now))
  await writeEvaluated(now)
  ledger.forgetAway(now)
}

/** Somebody's account is gone: what is stored of them goes with it, and nothing is written of them any more. */
export async function forgetGiven(userId: number): Promise<void> {
  ledger.forget(userId)
  await forgetPerson(userId)
}

async function writeDue(now: Date): Promise<void> {
  for (let written = 0; written < dueAtOnce;) {
    const taken = ledger.takeDue(enabledFeatures(), currentFeatures().version)
    if (!taken) return
    await writePeople(taken.due, now)
    taken.settle()
    written += taken.due.length
    await nextTurn()
  }
}

async function writeRefreshed(now: number): Promise<void> {
  const { stored } = currentFeatures()
  const guarded = stored.filter(({ definition }) => definition.enabled && definition.guard).map(({ id }) => id)
  const all = enabledFeatures().map(({ id }) => id)
  await refreshPeople(ledger.takeStale('all', grainMs.all, now, refreshedAtOnce), all, new Date(now))
  if (guarded.length === 0) return
  await refreshPeople(ledger.takeStale('guarded', grainMs.guarded, now, refreshedAtOnce), guarded, new Date(now))
}

/** Faults and failures at once, messages less often: those alone are many, and only experiments ask for them. */
async function writeCounts(now: number): Promise<void> {
  const enabled = enabledFeatures()
  const rare: [number, Counts][] = []
  for (const [userId, counts] of takeCounts()) {
    if (counts.messages > 0) messages.set(userId, (messages.get(userId) ?? 0) + counts.messages)
    const set = ledger.setOf(userId)
    if (!set || counts.faults + counts.failures === 0) continue
    rare.push([userId, { ...counts, messages: 0 }])
    for (const feature of enabled) minutes.add(feature.id, variantIn(set, feature), counts.faults, counts.failures)
  }
  const all = enabled.map(({ id }) => id)
  for (const { userIds, counts } of groupCounts(rare)) await addCounts(userIds, all, counts)
  if (now - messagesAt >= messagesMs) await writeMessages(now)
}

async function writeMessages(now: number): Promise<void> {
  messagesAt = now
  const none = { faults: 0, failures: 0 }
  const taken = [...messages].map(([userId, count]): [number, Counts] => [userId, { ...none, messages: count }])
  messages = new Map()
  const varied = enabledFeatures().filter(isVaried).map(({ id }) => id)
  if (varied.length === 0) return
  for (const { userIds, counts } of groupCounts(taken)) await addCounts(userIds, varied, counts)
}

/** Once a day for each feature that somebody here has been given a variant of. */
async function writeEvaluated(now: number): Promise<void> {
  const day = Math.floor(now / dayMs) * dayMs
  if (evaluated.day !== day) evaluated = { day, ids: new Set() }
  if (ledger.size === 0) return
  const ids = enabledFeatures().map(({ id }) => id).filter(id => !evaluated.ids.has(id))
  if (ids.length === 0) return
  const { evaluatedAt } = features
  await chatDatabase().queries.update(features).set({ evaluatedAt: new Date(day) })
    .where(and(inArray(features.id, ids), or(isNull(evaluatedAt), lt(evaluatedAt, new Date(day)))))
  ids.forEach(id => evaluated.ids.add(id))
}
