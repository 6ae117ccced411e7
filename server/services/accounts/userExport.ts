import { and, asc, eq, gt, or } from 'drizzle-orm'
import { blocks, memberships, messages, reports, rooms } from '../../../drizzle/chat/schema'
import { users } from '../../../drizzle/identity/schema'
import { chatDatabase, identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { toMessage } from '../messages/messageHistory'
import type { RoomRow } from '../memberships/membership'
import { toUser } from '../users/profile'
import { listSecurityEvents } from '../sessions/securityEvent'
import { listUserSessions } from '../sessions/userSession'

const pageSize = 1000

/** Records the export of somebody's data in the audit log, and streams it in chunks: one JSON document. */
export async function exportUser(actor: Actor, userId: number): Promise<AsyncGenerator<string>> {
  const [row] = await identityDatabase().queries.select().from(users).where(eq(users.id, userId))
  if (!row) throw new AppError('not_found')
  await transaction(identityDatabase().pool, tx =>
    recordAudit(tx, 'identity', actor, { action: 'user.exported', target: ['user', userId] }),
  )
  const { addableBy, sharesReading, lastSeenAt } = row
  const presence = { status: row.presence, text: row.presenceText, hidden: row.presenceHidden, lastSeenAt }
  return writeExport(userId, { user: toUser(row), presence, privacy: { addableBy, sharesReading } })
}

async function* writeExport(userId: number, account: object): AsyncGenerator<string> {
  const { queries } = chatDatabase()
  const sessions = await listUserSessions(userId)
  const { events } = await listSecurityEvents(userId, { limit: 500 })
  const own = await queries
    .select({
      roomId: rooms.id,
      name: rooms.name,
      kind: rooms.kind,
      role: memberships.role,
      joinedAt: memberships.joinedAt,
      readSeq: memberships.readSeq,
      notification: memberships.notification,
      mutedUntil: memberships.mutedUntil,
      favourite: memberships.favourite,
    }).from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(eq(memberships.userId, userId))
  const made = await queries
    .select({
      roomId: reports.roomId,
      seq: reports.seq,
      reason: reports.reason,
      note: reports.note,
      createdAt: reports.createdAt,
    }).from(reports)
    .where(eq(reports.reporterId, userId))
  const blocked = await queries.select({ userId: blocks.blockedId, createdAt: blocks.createdAt }).from(blocks)
    .where(eq(blocks.userId, userId))
  const head = JSON.stringify({
    exportedAt: new Date().toISOString(),
    ...account,
    sessions,
    securityEvents: events,
    memberships: own,
    blocks: blocked,
    reports: made,
  })
  yield `${head.slice(0, -1)},"messages":[`
  yield* writeMessages(userId)
  yield ']}\n'
}

/**
 * Everything the person wrote, by time. What was deleted has no text any more, and what was said in direct
 * rooms is not for admins.
 */
async function* writeMessages(userId: number): AsyncGenerator<string> {
  let last: { createdAt: Date, roomId: number, seq: number } | undefined
  for (;;) {
    const rows = await chatDatabase().queries.select({ message: messages, kind: rooms.kind }).from(messages)
      .innerJoin(rooms, eq(rooms.id, messages.roomId)).where(and(eq(messages.authorId, userId), last && after(last)))
      .orderBy(asc(messages.createdAt), asc(messages.roomId), asc(messages.seq)).limit(pageSize)
    if (rows.length === 0) return
    yield `${last ? ',' : ''}${rows.map(toJson).join(',')}`
    last = rows.at(-1)?.message
    if (rows.length < pageSize) return
  }
}

function toJson({ message, kind }: { message: typeof messages.$inferSelect, kind: RoomRow['kind'] }): string {
  const own = toMessage(message)
  return JSON.stringify(kind === 'direct' ? { ...own, body: null, direct: true } : own)
}

function after({ createdAt, roomId, seq }: { createdAt: Date, roomId: number, seq: number }) {
  return or(
    gt(messages.createdAt, createdAt),
    and(
      eq(messages.createdAt, createdAt),
      or(gt(messages.roomId, roomId), and(eq(messages.roomId, roomId), gt(messages.seq, seq))),
    ),
  )
}
