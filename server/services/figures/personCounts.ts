import type { Counts } from './featurePeople'

/** More people than this between two flushes are not counted: memory is bounded whatever happens. */
const peopleAtMost = 50_000

let pending = new Map<number, Counts>()

/** Faults of somebody's pages: numbers alone, nothing of what went wrong. */
export function countFaults(userId: number, faults: number): void {
  const counts = countsOf(userId)
  if (counts) counts.faults += faults
}

export function countFailure(userId: number): void {
  const counts = countsOf(userId)
  if (counts) counts.failures++
}

/** Called for each message after its commit, so it does no more than this. */
export function countMessage(userId: number): void {
  const counts = countsOf(userId)
  if (counts) counts.messages++
}

export function takeCounts(): Map<number, Counts> {
  const taken = pending
  pending = new Map()
  return taken
}

/** People with the same counts together: they can be written with one statement. */
export function groupCounts(counts: Iterable<[number, Counts]>): { userIds: number[], counts: Counts }[] {
  const groups = new Map<string, { userIds: number[], counts: Counts }>()
  for (const [userId, each] of counts) {
    const name = `${each.faults}:${each.failures}:${each.messages}`
    const group = groups.get(name)
    if (group) group.userIds.push(userId)
    else groups.set(name, { userIds: [userId], counts: each })
  }
  return [...groups.values()]
}

function countsOf(userId: number): Counts | undefined {
  const known = pending.get(userId)
  if (known || pending.size >= peopleAtMost) return known
  const counts = { faults: 0, failures: 0, messages: 0 }
  pending.set(userId, counts)
  return counts
}
