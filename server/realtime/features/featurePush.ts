import { randomUUID } from 'node:crypto'
import type { FeatureSet } from '#shared/protocol/feature'
import { bus } from '../../bus/bus'
import { describeError, log } from '../../core/log'
import { describeSite } from '../../services/admin/adminSetting'
import { currentFeatures, onFeaturesChanged } from '../../services/features/catalogue'
import { killedResult } from '../../services/features/evaluate'
import { contextOf, evaluateFeatures } from '../../services/features/feature'
import { endReach, reportReach } from '../../services/features/reach'
import type { SeenVersion } from '../../services/features/reach'
import { openCounts } from '../../services/figures/watch'
import type { Connection } from '../hub/connection'
import { hub } from '../hub/hub'

/** So long at a time may a change hold up everything else. */
const sliceMs = 8
const reportMs = 1000
const sharedAtMost = 1000
/** Also without news, so that others see that this node is there. */
const reportAtLeastMs = 4000

const node = randomUUID()
const waiting = new Set<Connection>()
let working = false
let reported = ''
let reportedAt = 0
let site = ''
let shared = { version: -1, sets: new Map<string, FeatureSet>() }

/** Keeps every connection's features as they are now, and tells other nodes how many people have confirmed theirs. */
export function startFeaturePush(): void {
  site = JSON.stringify(describeSite())
  onFeaturesChanged(() => {
    announceSite()
    for (const connection of hub.connections) waiting.add(connection)
    work()
  })
  hub.onContextChange = (connection) => {
    if (currentFeatures().compiled.size === 0) return
    waiting.add(connection)
    work()
  }
  setInterval(
    () => void report().catch((error: unknown) => log.warn('feature reach', describeError(error))),
    reportMs,
  ).unref()
}

/** What visitors are offered is part of the site, which open pages show too. */
function announceSite(): void {
  const next = JSON.stringify(describeSite())
  if (next === site) return
  site = next
  bus.tellHere({ kind: 'everyone', events: [{ type: 'site.changed', site: describeSite() }] })
}

/** The features that a new connection begins with. */
export function openFeatures(connection: Connection): FeatureSet {
  const set = evaluateFor(connection)
  connection.features = { set, sent: set.version, seen: 0 }
  return set
}

/** A client has taken over what it was sent. */
export function confirmFeatures(connection: Connection, version: number): void {
  const { features } = connection
  features.seen = Math.max(features.seen, Math.min(version, features.sent))
}

export async function stopFeaturePush(): Promise<void> {
  await endReach(node)
}

/**
 * Connections in turn, in slices between which everything else goes on; what changes meanwhile is
 * evaluated as it is then.
 */
function work(): void {
  if (working) return
  working = true
  setImmediate(() => {
    working = false
    const end = performance.now() + sliceMs
    for (const connection of waiting) {
      waiting.delete(connection)
      if (connection.isOpen && !connection.isClosing) push(connection)
      if (performance.now() > end) break
    }
    if (waiting.size > 0) work()
  })
}

/** Sent only to whom it makes a difference. */
function push(connection: Connection): void {
  const set = evaluateFor(connection)
  const { features: before } = connection.features.set
  if (JSON.stringify(set.features) === JSON.stringify(before)) return
  connection.features = { ...connection.features, set, sent: set.version }
  const features = { ...killedOf(before), ...set.features }
  connection.push({ type: 'features.changed', version: set.version, features })
}

/** Who had a hidden feature is told that it is off instead of hearing no more of it: nothing may wait. */
function killedOf(before: FeatureSet['features']): FeatureSet['features'] {
  const { compiled } = currentFeatures()
  return Object.fromEntries(Object.keys(before).flatMap((key) => {
    const result = killedResult(compiled.get(key))
    return result ? [[key, result]] : []
  }))
}

function evaluateFor({ user, session, rooms }: Connection): FeatureSet {
  return share(evaluateFeatures(contextOf(user, session.locale, rooms)))
}

/** Most people have the same: they share one object. */
function share(set: FeatureSet): FeatureSet {
  if (set.version !== shared.version) shared = { version: set.version, sets: new Map() }
  const text = JSON.stringify(set.features)
  const known = shared.sets.get(text)
  if (known || shared.sets.size >= sharedAtMost) return known ?? set
  shared.sets.set(text, set)
  return set
}

async function report(): Promise<void> {
  const people = new Map<number, SeenVersion>()
  for (const { user, features: { sent, seen } } of hub.connections) {
    if (seen >= (people.get(user.id)?.seen ?? 0)) people.set(user.id, { sent, seen })
  }
  const now = performance.now()
  const open = openCounts()
  const text = JSON.stringify([...people.values(), open])
  if (text === reported && now - reportedAt < reportAtLeastMs) return
  await reportReach(node, [...people.values()], open)
  reported = text
  reportedAt = now
}
