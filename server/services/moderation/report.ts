import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, lte } from 'drizzle-orm'
import type { Report } from '#shared/protocol/admin/adminReport'
import type { ReportInput } from '#shared/schemas/report'
import type { ReportList } from '#shared/schemas/admin/adminReport'
import type { Message } from '#shared/protocol/message'
import type { Profile, User } from '#shared/protocol/user'
import { messages, reports, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { AppError } from '../../core/errors'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { toMessage } from '../messages/messageHistory'
import { getProfiles } from '../users/profile'

export type ReportRow = typeof reports.$inferSelect

const contextMessages = 3

/**
 * Stores a member's report of a message; true when it is new. Idempotent. A deleted message or one's own
 * is a `conflict`.
 */
export async function reportMessage(reporter: User, roomId: number, seq: number, input: ReportInput): Promise<boolean> {
  const { queries } = chatDatabase()
  const [message] = await queries.select().from(messages).where(and(eq(messages.roomId, roomId), eq(messages.seq, seq)))
  if (!message) throw new AppError('not_found')
  if (message.deletedAt || message.authorId === reporter.id) throw new AppError('conflict')
  const [inserted] = await queries.insert(reports).ignore().values({
    roomId,
    seq,
    authorId: message.authorId,
    reporterId: reporter.id,
    ...input,
    body: message.body,
    createdAt: new Date(),
  })
  return inserted.affectedRows > 0
}

/** The queue, the oldest first; or what was decided, the newest first. */
export async function listReports(list: ReportList): Promise<{ reports: Report[], cursor?: string }> {
  const [id] = decodeNumbers(`reports ${list.state}`, list.cursor, 1) ?? []
  const open = list.state === 'open'
  const rows = await chatDatabase().queries.select().from(reports).where(and(
    open ? isNull(reports.decidedAt) : isNotNull(reports.decidedAt),
    id === undefined ? undefined : open ? gt(reports.id, id) : lt(reports.id, id),
  )).orderBy(open ? asc(reports.id) : desc(reports.id)).limit(list.limit + 1)
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return {
    reports: await describeReports(page),
    ...(last && { cursor: encodeNumbers(`reports ${list.state}`, [last.id]) }),
  }
}

/**
 * One report with the few messages around what was reported and their authors. Of a room of two that is all that an
 * admin ever sees: what was there when it was reported, until it is decided.
 */
export async function getReport(id: number): Promise<{ report: Report, messages: Message[], users: Profile[] }> {
  const row = await findReport(id)
  const [report] = await describeReports([row])
  if (!report) throw new AppError('internal')
  const rows = await findContext(row)
  const profiles = await getProfiles(rows.map(message => message.authorId))
  return { report, messages: rows.map(toMessage), users: [...profiles.values()] }
}

async function findContext({
  roomId, seq, createdAt, decidedAt,
}: ReportRow): Promise<(typeof messages.$inferSelect)[]> {
  const { queries } = chatDatabase()
  const [room] = await queries.select({ kind: rooms.kind }).from(rooms).where(eq(rooms.id, roomId))
  const isOpenToAdmins = room?.kind === 'group'
  if (decidedAt && !isOpenToAdmins) return []
  const around = and(
    eq(messages.roomId, roomId),
    gt(messages.seq, seq - contextMessages - 1),
    lt(messages.seq, seq + contextMessages + 1),
  )
  return queries.select().from(messages)
    .where(and(around, isOpenToAdmins ? undefined : lte(messages.createdAt, createdAt))).orderBy(asc(messages.seq))
}

export async function findReport(id: number): Promise<ReportRow> {
  const [row] = await chatDatabase().queries.select().from(reports).where(eq(reports.id, id))
  if (!row) throw new AppError('not_found')
  return row
}

async function describeReports(rows: ReportRow[]): Promise<Report[]> {
  const profiles = await getProfiles(rows.flatMap(row => [row.authorId, row.reporterId, row.decidedBy ?? []].flat()))
  const roomIds = [...new Set(rows.map(row => row.roomId))]
  const named = roomIds.length === 0
    ? []
    : await chatDatabase().queries.select({ id: rooms.id, name: rooms.name }).from(rooms)
        .where(inArray(rooms.id, roomIds))
  const names = new Map(named.map(room => [room.id, room.name]))
  return rows.map(row => ({
    id: row.id, roomId: row.roomId, roomName: names.get(row.roomId) ?? null, seq: row.seq,
    author: profiles.get(row.authorId) ?? null, reporter: profiles.get(row.reporterId) ?? null,
    reason: row.reason, note: row.note, body: row.body, createdAt: row.createdAt.toISOString(),
    decision: row.decision, decidedBy: profiles.get(row.decidedBy ?? 0) ?? null, decidedNote: row.decidedNote,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  }))
}
