import { and, desc, eq, like, lt } from 'drizzle-orm'
import type { AuditEntry } from '#shared/protocol/admin/adminAudit'
import type { AuditList } from '#shared/schemas/admin/adminAudit'
import type { audit as identityAudit } from '../../../drizzle/identity/schema'
import { chatDatabase, identityDatabase } from '../../database/databases'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { getProfiles } from '../users/profile'
import { auditTables } from './audit'
import type { AuditSide } from './audit'

type Row = typeof identityAudit.$inferSelect

interface Found extends Row { side: AuditSide }

/** Position of a side of which no page has shown anything yet; ids begin with 1. */
const notBegun = 0

/** Newest first, of both databases as one list. */
export async function listAudit(list: AuditList): Promise<{ entries: AuditEntry[], cursor?: string }> {
  const [identityId = notBegun, chatId = notBegun] = decodeNumbers('audit', list.cursor, 2) ?? []
  const all = merge(
    ...await Promise.all([findEntries('identity', list, identityId), findEntries('chat', list, chatId)]),
  )
  const page = all.slice(0, list.limit)
  const reached = (side: AuditSide, from: number) => page.findLast(row => row.side === side)?.id ?? from
  const profiles = await getProfiles(page.flatMap(row => row.actorId ?? []))
  return {
    entries: page.map(row => toEntry(row, profiles.get(row.actorId ?? 0) ?? null)),
    ...(all.length > list.limit && {
      cursor: encodeNumbers('audit', [reached('identity', identityId), reached('chat', chatId)]),
    }),
  }
}

/**
 * By time, but never against the order of one side: its ids are what a cursor goes by, and the clocks of two nodes may
 * differ, so that sorting would let a page end before entries that the next one takes for shown.
 */
function merge(mine: Found[], theirs: Found[]): Found[] {
  const merged: Found[] = []
  for (let [a, b] = [0, 0]; a < mine.length || b < theirs.length;) {
    const [one, two] = [mine[a], theirs[b]]
    const next = one && (!two || one.createdAt >= two.createdAt) ? one : two
    if (next === one) a++
    else b++
    if (next) merged.push(next)
  }
  return merged
}

async function findEntries(side: AuditSide, list: AuditList, beforeId: number): Promise<Found[]> {
  const table = auditTables[side]
  const { queries } = side === 'identity' ? identityDatabase() : chatDatabase()
  const rows = await queries.select().from(table).where(and(
    beforeId === notBegun ? undefined : lt(table.id, beforeId),
    list.actor === undefined ? undefined : eq(table.actorId, list.actor),
    list.action === undefined
      ? undefined
      : list.action.includes('.')
        ? eq(table.action, list.action)
        : like(table.action, `${list.action}.%`),
    list.targetKind === undefined ? undefined : eq(table.targetKind, list.targetKind),
    list.targetId === undefined ? undefined : eq(table.targetId, list.targetId),
  )).orderBy(desc(table.id)).limit(list.limit + 1)
  return rows.map(row => ({ ...row, side }))
}

function toEntry(row: Found, actor: AuditEntry['actor']): AuditEntry {
  return {
    id: `${row.side}-${row.id}`,
    createdAt: row.createdAt.toISOString(),
    actor,
    address: row.address,
    action: row.action,
    targetKind: row.targetKind,
    targetId: row.targetId,
    before: row.before === null ? null : JSON.parse(row.before) as Record<string, unknown>,
    after: row.after === null ? null : JSON.parse(row.after) as Record<string, unknown>,
  }
}
