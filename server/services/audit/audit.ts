import { and, desc, eq, like, lt } from 'drizzle-orm'
import type { AuditEntry, AuditTarget } from '#shared/protocol/admin/adminAudit'
import type { AuditList } from '#shared/schemas/admin/adminAudit'
import { audit as chatAudit } from '../../../drizzle/chat/schema'
import { audit as identityAudit } from '../../../drizzle/identity/schema'
import { chatDatabase, identityDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { getProfiles } from '../users/profile'

/** Who does something as an admin, and from where; without an id it is Plaza itself. */
export interface Actor {
  id: number | null
  address: string
}

export interface AuditRecord {
  action: string
  target: [AuditTarget, number | null]
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

type Row = typeof identityAudit.$inferSelect
type Side = 'identity' | 'chat'
interface Found extends Row { side: Side }

/** Position of a side of which no page has shown anything yet; ids begin with 1. */
const notBegun = 0
const tables = { identity: identityAudit, chat: chatAudit }
/**
 * What a column takes. Of more than that only the short fields are kept: a feature with long rules has a history of its
 * own.
 */
const columnBytes = 65_535
const shortLength = 1000
const secret = /password|token|secret|hash|logo/i

/**
 * Adds an entry in the transaction of the change itself: both are committed, or neither. There is no way
 * to change an entry.
 */
export async function recordAudit(
  tx: Queries, side: Side, actor: Actor, { action, target: [targetKind, targetId], before, after }: AuditRecord,
): Promise<void> {
  await tx.insert(tables[side]).values({
    createdAt: new Date(), actorId: actor.id, address: actor.address, action, targetKind, targetId,
    before: before ? encode(before) : null, after: after ? encode(after) : null,
  })
}

/**
 * As `recordAudit`, for what happens through the routes of everybody: noted when only the role of an admin allowed it.
 * What people do by their own right in their rooms is nobody's business.
 */
export async function recordIfByRole(tx: Queries, actor: Actor, ownRight: boolean, record: AuditRecord): Promise<void> {
  if (!ownRight) await recordAudit(tx, 'chat', actor, record)
}

/** Newest first, of both databases as one list. */
export async function listAudit(list: AuditList): Promise<{ entries: AuditEntry[], cursor?: string }> {
  const [identityId = notBegun, chatId = notBegun] = decodeNumbers('audit', list.cursor, 2) ?? []
  const all = merge(
    ...await Promise.all([findEntries('identity', list, identityId), findEntries('chat', list, chatId)]),
  )
  const page = all.slice(0, list.limit)
  const reached = (side: Side, from: number) => page.findLast(row => row.side === side)?.id ?? from
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

async function findEntries(side: Side, list: AuditList, beforeId: number): Promise<Found[]> {
  const table = tables[side]
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

function encode(values: Record<string, unknown>): string {
  const text = stringify(values)
  if (Buffer.byteLength(text) <= columnBytes) return text
  const short = Object.entries(values).filter(([, value]) => stringify(value).length <= shortLength)
  return stringify({ ...Object.fromEntries(short), cut: true })
}

function stringify(values: unknown): string {
  return JSON.stringify(values, (key, value: unknown) =>
    secret.test(key) && value !== null && typeof value !== 'boolean' ? '(not kept)' : value,
  ) ?? ''
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
