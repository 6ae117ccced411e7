import type { CaseDoing, CaseViewer } from '#shared/protocol/supportCase'
import { bus } from '../../bus/bus'
import type { Notice } from '../../bus/bus'
import type { Connection } from '../hub/connection'
import { hub } from '../hub/hub'

const sweepMs = 2000
/** Clients repeat themselves every 20 s. */
const lifetimeMs = 30_000
/** Cases that one connection has open. */
const atOnce = 20

type Told = Extract<Notice, { kind: 'case.viewing' }>

/** Of one connection, on whichever node. */
interface Entry {
  userId: number
  inboxRoomId: number
  doing: CaseDoing
  /** As `performance.now()`. */
  until: number
}

interface Viewing {
  caseId: number
  inboxRoomId: number
  doing: CaseDoing
}

/**
 * Which agents have which case open, so that two do not answer it at once. Every node keeps what all of them publish,
 * and forgets what is not said again: a node that dies leaves nobody behind. Only who has a case open is told who else
 * has, and only for as long as they hear its inbox.
 */
class CaseViewers {
  private readonly entries = new Map<number, Map<string, Entry>>()
  /** The connections of this node that have cases open. */
  private readonly here = new Map<Connection, Set<number>>()

  view(connection: Connection, { caseId, inboxRoomId, doing }: Viewing): void {
    if (!hub.connections.has(connection)) return
    const open = this.here.get(connection) ?? new Set()
    this.here.set(connection, open)
    const isNew = !open.delete(caseId)
    open.add(caseId)
    const before = this.viewersOf(caseId)
    const { id: connectionId, user: { id: userId } } = connection
    bus.publish({ kind: 'case.viewing', caseId, inboxRoomId, userId, connectionId, doing })
    const viewers = this.viewersOf(caseId)
    if (isNew && isSame(before, viewers)) connection.push({ type: 'case.viewers', caseId, viewers })
    const [oldest] = open
    if (open.size > atOnce && oldest !== undefined) this.leave(connection, oldest)
  }

  leave(connection: Connection, caseId: number): void {
    const entry = this.entries.get(caseId)?.get(connection.id)
    this.here.get(connection)?.delete(caseId)
    if (!entry) return
    const { userId, inboxRoomId } = entry
    bus.publish({ kind: 'case.viewing', caseId, inboxRoomId, userId, connectionId: connection.id, doing: 'left' })
  }

  leaveAll(connection: Connection): void {
    for (const caseId of this.here.get(connection) ?? []) this.leave(connection, caseId)
    this.here.delete(connection)
  }

  /** From any node, this one too. */
  heard({ caseId, inboxRoomId, userId, connectionId, doing }: Told): void {
    this.change(caseId, (entries) => {
      if (doing === 'left') entries.delete(connectionId)
      else entries.set(connectionId, { userId, inboxRoomId, doing, until: performance.now() + lifetimeMs })
    })
  }

  /** Who is no agent of an inbox any more has none of its cases open. */
  left(userId: number, roomId: number): void {
    this.forget(entry => entry.userId === userId && entry.inboxRoomId === roomId)
  }

  sweep(): void {
    const now = performance.now()
    this.forget(entry => entry.until <= now)
  }

  private forget(which: (entry: Entry) => boolean): void {
    for (const [caseId, entries] of [...this.entries]) {
      const gone = [...entries].filter(([, entry]) => which(entry))
      if (gone.length === 0) continue
      this.change(caseId, (entries) => {
        for (const [connectionId] of gone) entries.delete(connectionId)
      })
    }
  }

  private change(caseId: number, work: (entries: Map<string, Entry>) => void): void {
    const entries = this.entries.get(caseId) ?? new Map<string, Entry>()
    const before = this.viewersOf(caseId)
    work(entries)
    if (entries.size > 0) this.entries.set(caseId, entries)
    else this.entries.delete(caseId)
    const viewers = this.viewersOf(caseId)
    if (isSame(before, viewers)) return
    for (const connection of this.connectionsOf(caseId)) connection.push({ type: 'case.viewers', caseId, viewers })
  }

  /** The connections of this node that have a case open, and still may. */
  connectionsOf(caseId: number): Connection[] {
    const entries = this.entries.get(caseId)
    return [...this.here.keys()].filter((connection) => {
      const entry = entries?.get(connection.id)
      return entry !== undefined && hub.connections.has(connection) && connection.rooms.has(entry.inboxRoomId)
    })
  }

  /** Each person once, by id. */
  private viewersOf(caseId: number): CaseViewer[] {
    const doing = new Map<number, CaseDoing>()
    for (const entry of this.entries.get(caseId)?.values() ?? []) {
      if (doing.get(entry.userId) !== 'answering') doing.set(entry.userId, entry.doing)
    }
    return [...doing].map(([userId, doing]) => ({ userId, doing })).sort((a, b) => a.userId - b.userId)
  }
}

export const caseViewers = new CaseViewers()

export function startCaseViewers(): void {
  bus.subscribe(({ to }) => {
    if (to.kind === 'case.viewing') caseViewers.heard(to)
    if (to.kind === 'membership' && !to.joined) caseViewers.left(to.userId, to.roomId)
  })
  setInterval(() => caseViewers.sweep(), sweepMs).unref()
}

function isSame(one: CaseViewer[], other: CaseViewer[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
