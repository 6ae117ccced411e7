import { hub } from './hub'

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
