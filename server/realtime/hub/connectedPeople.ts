import { hub } from './hub'
import type { Activity } from './localPresence'

/**
 * Who of these people is active on a connection to this node, and who of the others on another one. A page that nobody
 * has touched for minutes is no reason to leave the phone silent.
 */
export async function findConnected(userIds: number[]): Promise<{ here: Set<number>, elsewhere: Set<number> }> {
  const isActive = (userId: number) => [...hub.connectionsOf(userId)].some(connection => !connection.idle)
  const here = new Set(userIds.filter(isActive))
  const others = userIds.filter(userId => !here.has(userId))
  return { here, elsewhere: others.length > 0 ? await hub.presence.elsewhere.findActive(others) : new Set() }
}

/** Which of these people are connected to this node, and which to another one as far as that can be known. */
export async function findPresent(
  userIds: number[],
): Promise<{ here: Map<number, Activity>, elsewhere: Map<number, Activity> }> {
  const here = new Map(userIds.flatMap((userId): [number, Activity][] => {
    const activity = hub.presence.here.activityOf(userId)
    return activity ? [[userId, activity]] : []
  }))
  return { here, elsewhere: await hub.presence.elsewhere.findPresent(userIds) }
}
