import { hub } from './hub'

/** Who of these people has an open connection to this node, and who of the others to another one. */
export async function findConnected(userIds: number[]): Promise<{ here: Set<number>, elsewhere: Set<number> }> {
  const here = new Set(userIds.filter(userId => hub.connectionsOf(userId).size > 0))
  const others = userIds.filter(userId => !here.has(userId))
  return { here, elsewhere: others.length > 0 ? await hub.presence.elsewhere.find(others) : new Set() }
}
