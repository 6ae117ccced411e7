import { bus } from '../../bus/bus'
import { describeError, log } from '../../core/log'
import { roomIdsOfMany } from '../../services/memberships/membership'
import type { Connection } from './connection'
import { hub } from './hub'
import { shareOf } from './share'

/**
 * A guest may know of the people of their rooms only. Ends the watches whose last shared room is gone: what a lost
 * notice, or one that came between a check and its watch, has left.
 */
export async function recheckWatches(connections: Iterable<Connection> = hub.connections): Promise<void> {
  const watching = [...connections].filter(({ user, watched }) => user.kind === 'guest' && watched.size > 0)
  const guests = shareOf(watching, bus.state !== 'ok')
  if (guests.length === 0) return
  const rooms = await roomIdsOfMany([...new Set(guests.flatMap(connection => [...connection.watched]))])
  for (const connection of guests) {
    const hidden = [...connection.watched].filter(id => rooms.has(id) && !mayKnow(connection, id, rooms.get(id)))
    hub.presence.drop(connection, hidden)
  }
}

/** Watches go on that ended with a room, for people of another shared room. */
export function startWatchRights(): void {
  hub.onDoubt = (connection, userIds) => {
    void goOn(connection, userIds).catch((error: unknown) => log.warn('watch', describeError(error)))
  }
}

async function goOn(connection: Connection, userIds: number[]): Promise<void> {
  const { watches } = connection
  const rooms = await roomIdsOfMany(userIds)
  if (!hub.connections.has(connection) || connection.watches !== watches) return
  await hub.presence.add(connection, userIds.filter(id => mayKnow(connection, id, rooms.get(id))))
  if (!hub.connections.has(connection)) hub.presence.forget(connection)
}

function mayKnow({ user, rooms }: Connection, userId: number, theirs: Set<number> | undefined): boolean {
  return userId === user.id || [...theirs ?? []].some(roomId => rooms.has(roomId))
}
