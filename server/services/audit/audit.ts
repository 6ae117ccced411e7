import type { AuditTarget } from '#shared/protocol/admin/adminAudit'
import { audit as chatAudit } from '../../../drizzle/chat/schema'
import { audit as identityAudit } from '../../../drizzle/identity/schema'
import type { Queries } from '../../database/transaction'

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

export type AuditSide = 'identity' | 'chat'

export const auditTables = { identity: identityAudit, chat: chatAudit }
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
  tx: Queries, side: AuditSide, actor: Actor, { action, target: [targetKind, targetId], before, after }: AuditRecord,
): Promise<void> {
  await tx.insert(auditTables[side]).values({
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
