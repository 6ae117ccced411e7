import { limits } from '#shared/limits'
import { bus } from '../../bus/bus'
import type { Envelope } from '../../bus/bus'
import { describeError, log } from '../../core/log'
import { writeLastSeen } from '../../services/users/presence'
import type { Connection } from './connection'
import { hub } from './hub'
import { shareOf } from './share'

const choicesMs = 3500
const leftMs = 1000
const connectedMs = 5 * 60_000

/** People whose choices must be read again. */
const outdated = new Set<number>()
/** Whose last connection closed since the last time that was written down, and when. */
let left = new Map<number, Date>()

/** Keeps what is known of people's presence in line with what the bus says and, which is the truth, the database. */
export function startPresence(): void {
  hub.presence.here.startSweeps()
  hub.presence.onLeft = (userId, seenAt) => left.set(userId, seenAt)
  bus.subscribe(({ to }) => receive(to))
  setInterval(() => void recheckChoices(), choicesMs).unref()
  setInterval(() => void saveLastSeen(), leftMs).unref()
  // A process that dies writes nothing down: then this is what is known.
  setInterval(() => void writeHere(), connectedMs).unref()
}

/** A connection is told of the people with whom its person shares a direct room. */
export async function befriend(connection: Connection, userIds: number[]): Promise<void> {
  const wanted = userIds.slice(0, Math.max(0, limits.presence.friends - connection.friends.size))
  if (hub.connections.has(connection)) await hub.presence.befriend(connection, wanted)
  if (!hub.connections.has(connection)) hub.presence.forget(connection)
}

/** Writes down when those were last seen who have left since the last time. */
export async function saveLastSeen(): Promise<void> {
  const seen = left
  left = new Map()
  await writeDown(seen)
}

function receive(to: Envelope['to']): void {
  if (to.kind === 'presence') {
    const activity = to.status === 'offline' ? undefined : to.idle ? 'idle' : 'active'
    void hub.presence.heard(to.userId, activity, to.seenAt)
  }
  if (to.kind === 'presence.chosen') {
    outdated.add(to.userId)
    void readChoices()
  }
  if (to.kind === 'membership' && to.joined && to.peerId !== undefined) {
    for (const connection of hub.connectionsOf(to.userId)) void befriend(connection, [to.peerId]).catch(logFailure)
  }
}

/** A share of all people every time, and all of them while the bus is away: its notices may have been lost. */
async function recheckChoices(): Promise<void> {
  for (const userId of shareOf(hub.presence.keptIds, bus.state !== 'ok')) outdated.add(userId)
  await readChoices()
}

async function readChoices(): Promise<void> {
  const userIds = [...outdated]
  outdated.clear()
  try {
    await hub.presence.reload(userIds)
  }
  catch (error) {
    // Somebody may just have hidden: until that is known it is asked again.
    for (const userId of userIds) outdated.add(userId)
    logFailure(error)
  }
}

async function writeHere(): Promise<void> {
  const now = new Date()
  await writeDown(new Map(hub.presence.here.userIds.map(userId => [userId, now])))
}

async function writeDown(seen: ReadonlyMap<number, Date>): Promise<void> {
  await writeLastSeen(seen).catch(logFailure)
}

function logFailure(error: unknown): void {
  log.warn('presence', describeError(error))
}
