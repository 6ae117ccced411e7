import { eq, sql } from 'drizzle-orm'
import { rooms } from '../../../drizzle/chat/schema'
import { supportCaseEvents, supportCases } from '../../../drizzle/chat/support'
import { bus } from '../../bus/bus'
import type { Queries } from '../../database/transaction'
import { changeRoom } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import { customerState, describeCases, selectCases } from './case'
import type { CaseRow } from './case'

type Kind = typeof supportCaseEvents.$inferSelect['kind']

interface Change {
  kind: Kind
  actorId: number | null
  before?: unknown
  after?: unknown
  /** When it happened, where that is not now. */
  at?: Date
}

type Subject = Pick<CaseRow, 'id' | 'inboxId'> & Partial<Pick<CaseRow, 'firstAnswerDueAt' | 'resolutionDueAt'>>

/** What happened to a case, written with it; an answer and an end with when they were due, for the figures. */
export async function recordCaseEvent(tx: Queries, of: Subject, change: Change): Promise<void> {
  const { kind, actorId, before = null, after = null, at: createdAt = new Date() } = change
  const due = dueOf(of, change)?.toISOString()
  const data = JSON.stringify({ before, after, ...(due && { due }) })
  await tx.insert(supportCaseEvents).values({ caseId: of.id, inboxId: of.inboxId, kind, actorId, data, createdAt })
}

function dueOf({ firstAnswerDueAt, resolutionDueAt }: Subject, { kind, after }: Change): Date | null | undefined {
  if (kind === 'answered') return firstAnswerDueAt
  return kind === 'ended' || (kind === 'state' && after === 'resolved') ? resolutionDueAt : undefined
}

/**
 * Moves the `rev` of an inbox's room, for the event that says what changed. The last lock of a transaction, so that an
 * inbox is held no longer than its commit takes.
 */
export async function reviseInbox(tx: Queries, roomId: number): Promise<number> {
  await tx.update(rooms).set({ rev: sql`${rooms.rev} + 1` }).where(eq(rooms.id, roomId))
  const [row] = await tx.select({ rev: rooms.rev }).from(rooms).where(eq(rooms.id, roomId))
  return row?.rev ?? 0
}

/** A change that is committed: the inbox's room at `inboxRev`, and the case's own room where customers see it too. */
export interface CaseChange {
  row: CaseRow
  room: RoomRow
  inbox: { roomId: number, rev: number }
  /** The state that the customer sees changed, at `room.rev`. */
  shown: boolean
}

/** To the agents of the inbox what the case is now; to the case's own room its state, where that is to be seen. */
export async function announceCase({ row, room, inbox, shown }: CaseChange): Promise<void> {
  const [now] = await describeCases([{ row, room }])
  if (shown) {
    bus.publish({
      kind: 'room',
      roomId: room.id,
      events: [{ type: 'case.state', roomId: room.id, caseId: row.id, state: customerState(row), rev: room.rev }],
    })
  }
  if (!now) return
  const { roomId, rev } = inbox
  bus.publish({ kind: 'room', roomId, events: [{ type: 'case.changed', roomId, rev, case: now }] })
}

/** Who does not follow the case has its last message in a list, and is told that it is gone. */
export async function announceDeletion({ roomId, seqs }: { roomId: number, seqs: number[] }): Promise<void> {
  const change = await changeRoom(roomId, async (tx, room): Promise<CaseChange | undefined> => {
    if (!seqs.includes(room.lastSeq)) return undefined
    const [found] = await selectCases(tx).where(eq(supportCases.roomId, roomId))
    if (!found) return undefined
    const inbox = { roomId: found.inbox.roomId, rev: await reviseInbox(tx, found.inbox.roomId) }
    return { row: found.row, room, shown: false, inbox }
  })
  if (change) await announceCase(change)
}
