import { eq } from 'drizzle-orm'
import { featureSegments, featureState } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { describeError, log } from '../../core/log'
import { bus } from '../../bus/bus'
import { compileCatalogue } from './compiledCatalogue'
import type { Catalogue } from './compiledCatalogue'
import { readFeatures } from './featureRow'

/** What every node keeps in memory, because each page and each connection asks for it: never older than this. */
const refreshMs = 1000
const stateRow = 1

let catalogue: Catalogue = { version: -1, stored: [], compiled: new Map(), usesRooms: false }
let refreshing: Promise<void> | undefined
/** Something was committed here: a version that looks the same is another one where a backup was put back meanwhile. */
let changed = false
const listeners: (() => void)[] = []

/**
 * Loads the features and keeps them fresh: at once when this node or the bus says that they changed,
 * within a second in any case.
 */
export async function startCatalogue(): Promise<void> {
  await chatDatabase().queries.insert(featureState).ignore().values({ id: stateRow, version: 0 })
  await refreshCatalogue()
  const refresh = () => void refreshCatalogue().catch((error: unknown) => log.warn('features', describeError(error)))
  bus.subscribe(({ to }) => {
    if (to.kind === 'features.changed' && to.version !== catalogue.version) refresh()
  })
  setInterval(refresh, refreshMs).unref()
}

/** Calls back after each change of any feature. */
export function onFeaturesChanged(listener: () => void): void {
  listeners.push(listener)
}

export function currentFeatures(): Readonly<Catalogue> {
  return catalogue
}

/** Waits for a version that another node has announced: who was told of it must not be given what was before. */
export async function awaitFeatures(version: number): Promise<void> {
  if (version <= catalogue.version) return
  // What is being read may have been asked for before that version was there.
  await refreshing?.catch(() => undefined)
  await refreshCatalogue()
}

/** The version as it is stored, for a change: whoever holds it is the only one who changes features. */
export async function lockFeatures(tx: Queries): Promise<number> {
  const [row] = await tx.select().from(featureState).where(eq(featureState.id, stateRow)).for('update')
  return row?.version ?? 0
}

export async function advanceFeatures(tx: Queries, version: number): Promise<void> {
  await tx.update(featureState).set({ version }).where(eq(featureState.id, stateRow))
}

/** After the commit: applied on this node when it returns, published to the others. */
export async function announceFeatures(): Promise<void> {
  // What is being read may have begun before the commit.
  await refreshing?.catch(() => undefined)
  changed = true
  await refreshCatalogue()
  bus.publish({ kind: 'features.changed', version: catalogue.version })
}

function refreshCatalogue(): Promise<void> {
  refreshing ??= readCatalogue().finally(() => {
    refreshing = undefined
  })
  return refreshing
}

async function readCatalogue(): Promise<void> {
  const { queries } = chatDatabase()
  // Read first: a change in between is loaded again with the next look, not missed.
  const [head] = await queries.select().from(featureState).where(eq(featureState.id, stateRow))
  const version = head?.version ?? 0
  if (version === catalogue.version && !changed) return
  const [stored, segments] = await Promise.all([readFeatures(queries), queries.select().from(featureSegments)])
  catalogue = compileCatalogue(version, stored, segments)
  changed = false
  for (const listener of listeners) listener()
}
