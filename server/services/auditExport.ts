import type { AuditEntry } from '#shared/admin'
import type { AuditList } from '#shared/adminSchemas'
import { limits } from '#shared/limits'
import { listAudit } from './audit'
import { toCell } from './csv'

const columns = ['createdAt', 'actor', 'actorId', 'address', 'action', 'targetKind', 'targetId', 'before', 'after'] as const

/** The whole filtered log, piece by piece: as CSV (RFC 4180) or as one JSON object a line. */
export async function* exportAudit(list: AuditList, format: 'csv' | 'jsonl'): AsyncGenerator<string> {
  if (format === 'csv') yield `${columns.join(',')}\r\n`
  for (let cursor = list.cursor, first = true; first || cursor; first = false) {
    const page = await listAudit({ ...list, cursor, limit: limits.list.max })
    cursor = page.cursor
    yield page.entries.map(format === 'csv' ? toLine : toJson).join('')
  }
}

function toJson(entry: AuditEntry): string {
  return `${JSON.stringify(entry)}\n`
}

function toLine(entry: AuditEntry): string {
  const { actor, before, after, ...rest } = entry
  const row = {
    ...rest, actor: actor?.username ?? '', actorId: actor?.id ?? '',
    before: before ? JSON.stringify(before) : '', after: after ? JSON.stringify(after) : '',
  }
  return `${columns.map(column => toCell(String(row[column] ?? ''))).join(',')}\r\n`
}
