import { bus } from '../../bus/bus'
import type { Notice } from '../../bus/bus'
import { blockersOf } from '../../services/memberships/blocks'
import type { Connection } from './connection'
import { hub } from './hub'

/** How many connections are looked at in one go. */
const atOnce = 500

/** A block holds at once, for every connection of the two. */
export function startBlockRights(): void {
  bus.subscribe(({ to }) => {
    if (to.kind === 'block') applyBlock(to)
  })
}

/** What a lost notice, or one that came while a connection was opened, has left: a share of them every time. */
export async function recheckBlocks(): Promise<void> {
  const all = [...hub.connections].filter(({ watched, friends }) => watched.size + friends.size > 0)
  const start = all.length <= atOnce ? 0 : Math.floor(Math.random() * all.length)
  const some = [...all.slice(start), ...all.slice(0, start)].slice(0, atOnce)
  await Promise.all(some.map(async (connection) => {
    const blockers = await blockersOf(connection.user.id)
    for (const userId of connection.blockers) if (!blockers.has(userId)) setBlocker(connection, userId, false)
    for (const userId of blockers) if (!connection.blockers.has(userId)) setBlocker(connection, userId, true)
  }))
}

function applyBlock({ userId, otherId, directId, blocked, silent }: Extract<Notice, { kind: 'block' }>): void {
  for (const connection of hub.connectionsOf(otherId)) setBlocker(connection, userId, blocked)
  if (directId === undefined) return
  for (const connection of [...hub.connectionsOf(userId), ...hub.connectionsOf(otherId)]) {
    if (silent) connection.silent.add(directId)
    else connection.silent.delete(directId)
  }
}

function setBlocker(connection: Connection, userId: number, blocked: boolean): void {
  if (blocked) connection.blockers.add(userId)
  else connection.blockers.delete(userId)
  hub.presence.resend(connection, userId)
}
