import type { Connection } from './connection'

/** True when it is the first under this key. */
export function addTo<K>(index: Map<K, Set<Connection>>, key: K, connection: Connection): boolean {
  const present = index.get(key)
  if (present) present.add(connection)
  else index.set(key, new Set([connection]))
  return !present
}

/** True when it was the last under this key. */
export function removeFrom<K>(index: Map<K, Set<Connection>>, key: K, connection: Connection): boolean {
  const present = index.get(key)
  if (!present?.delete(connection) || present.size > 0) return false
  index.delete(key)
  return true
}

/** Who of the team follows a case is no business of its customer, who meets those that write. */
export function mayMeet({ user }: Connection): boolean {
  return user.kind !== 'customer'
}
