import { and, desc, eq, like, lt } from 'drizzle-orm'
import type { AuditEntry, AuditTarget } from '#shared/admin'
import type { AuditList } from '#shared/adminSchemas'
import { audit as chatAudit } from '../../drizzle/chat/schema'
import { audit as identityAudit } from '../../drizzle/identity/schema'
import { chatDatabase, identityDatabase } from '../database/databases'
import type { Queries } from '../database/transaction'
import { decodeNumbers, encodeNumbers } from './list'
import { getProfiles } from './profile'

/** Who does something as an admin, and from where; without an id it is Plaza itself. */
export interface Actor {
  id: number | null
  address: string
}

interface Deed {
  action: string
  target: [AuditTarget, number | null]
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

type Row = typeof identityAudit.$inferSelect
type Side = 'identity' | 'chat'
interface Found extends Row { side: Side }

const tables = { identity: identityAudit, chat: chatAudit }
const secret = /password|token|secret|hash|logo/i

/** Adds an entry in the transaction of the change itself: both are committed, or neither. There is no way to change an entry. */
export async function recordAudit(tx: Queries, side: Side, actor: Actor, { action, target: [targetKind, targetId], before, after }: Deed): Promise<void> {
  await tx.insert(tables[side]).values({
    createdAt: new Date(), actorId: actor.id, address: actor.address, action, targetKind, targetId,
    before: before ? encode(before) : null, after: after ? encode(after) : null,
  })
}

/** Newest first, of both databases as one list. */
export async function listAudit(list: AuditList): Promise<{ entries: AuditEntry[], cursor?: string }> {
  const [identityId, chatId] = decodeNumbers('audit', list.cursor, 2) ?? []
  const [mine, theirs] = await Promise.all([findEntries('identity', list, identityId), findEntries('chat', list, chatId)])
  const all = [...mine, ...theirs].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || b.id - a.id)
  const page = all.slice(0, list.limit)
  const reached = (side: Side, from: number | undefined) => page.findLast(row => row.side === side)?.id ?? from ?? Number.MAX_SAFE_INTEGER
  const profiles = await getProfiles(page.flatMap(row => row.actorId ?? []))
  return {
    entries: page.map(row => toEntry(row, profiles.get(row.actorId ?? 0) ?? null)),
    ...(all.length > list.limit && { cursor: encodeNumbers('audit', [reached('identity', identityId), reached('chat', chatId)]) }),
  }
}

async function findEntries(side: Side, list: AuditList, beforeId: number | undefined): Promise<Found[]> {
  const table = tables[side]
  const { queries } = side === 'identity' ? identityDatabase() : chatDatabase()
  const rows = await queries.select().from(table).where(and(
    beforeId === undefined ? undefined : lt(table.id, beforeId),
    list.actor === undefined ? undefined : eq(table.actorId, list.actor),
    list.action === undefined ? undefined : list.action.includes('.') ? eq(table.action, list.action) : like(table.action, `${list.action}.%`),
    list.targetKind === undefined ? undefined : eq(table.targetKind, list.targetKind),
    list.targetId === undefined ? undefined : eq(table.targetId, list.targetId),
  )).orderBy(desc(table.id)).limit(list.limit + 1)
  return rows.map(row => ({ ...row, side }))
}

function encode(values: Record<string, unknown>): string {
  return JSON.stringify(values, (key, value: unknown) => secret.test(key) && value !== null && typeof value !== 'boolean' ? '(not kept)' : value)
}

function toEntry(row: Found, actor: AuditEntry['actor']): AuditEntry {
  return {
    id: `${row.side}-${row.id}`, createdAt: row.createdAt.toISOString(), actor, address: row.address, action: row.action,
    targetKind: row.targetKind, targetId: row.targetId,
    before: row.before === null ? null : JSON.parse(row.before) as Record<string, unknown>,
    after: row.after === null ? null : JSON.parse(row.after) as Record<string, unknown>,
  }
}
