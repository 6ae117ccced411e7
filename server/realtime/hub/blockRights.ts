import { bus } from '../../bus/bus'
import type { Notice } from '../../bus/bus'
import { blockersOf } from '../../services/memberships/blocks'
import { silentRoomIdsOf } from '../../services/memberships/membership'
import type { Connection } from './connection'
import { hub } from './hub'
import { shareOf } from './share'

/** Grows with each block that is heard of: what was looked up before may not be so any more. */
let heard = 0

/** A block holds at once, for every connection of the two. */
export function startBlockRights(): void {
  bus.subscribe(({ to }) => {
    if (to.kind === 'block') applyBlock(to)
    if (to.kind === 'silence') applySilence(to)
  })
}

/** What a lost notice, or one that came while a connection was opened, has left: a share of them every time. */
export async function recheckBlocks(): Promise<void> {
  const watching = [...hub.connections].filter(({ watched, friends }) => watched.size + friends.size > 0)
  await Promise.all(shareOf(watching, bus.state !== 'ok').map(async (connection) => {
    const before = heard
    const blockers = await blockersOf(connection.user.id)
    if (before !== heard) return
    for (const userId of connection.blockers) if (!blockers.has(userId)) setBlocker(connection, userId, false)
    for (const userId of blockers) if (!connection.blockers.has(userId)) setBlocker(connection, userId, true)
  }))
}

/** As `recheckBlocks`, of the rooms in which nobody hears somebody typing: direct ones, and those of a team. */
export async function recheckSilence(userIds: number[]): Promise<void> {
  const before = heard
  const found = await Promise.all(userIds.map(async userId => [userId, await silentRoomIdsOf(userId)] as const))
  if (before !== heard) return
  for (const [userId, roomIds] of found) {
    for (const { silent } of hub.connectionsOf(userId)) {
      silent.clear()
      for (const roomId of roomIds) silent.add(roomId)
    }
  }
}

function applyBlock({ userId, otherId, directId, blocked, silent }: Extract<Notice, { kind: 'block' }>): void {
  heard++
  for (const connection of hub.connectionsOf(otherId)) setBlocker(connection, userId, blocked)
  if (directId === undefined) return
  for (const id of [userId, otherId]) setSilent(id, [directId], silent)
}

function applySilence({ userId, roomIds, silent }: Extract<Notice, { kind: 'silence' }>): void {
  heard++
  setSilent(userId, roomIds, silent)
}

function setSilent(userId: number, roomIds: number[], silent: boolean): void {
  for (const connection of hub.connectionsOf(userId)) {
    for (const roomId of roomIds) {
      if (silent) connection.silent.add(roomId)
      else connection.silent.delete(roomId)
    }
  }
}

function setBlocker(connection: Connection, userId: number, blocked: boolean): void {
  if (blocked) connection.blockers.add(userId)
  else connection.blockers.delete(userId)
  hub.presence.resend(connection, userId)
}
