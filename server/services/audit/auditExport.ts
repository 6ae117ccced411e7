import type { AuditEntry } from '#shared/protocol/admin/adminAudit'
import type { AuditList } from '#shared/schemas/admin/adminAudit'
import { limits } from '#shared/limits'
import { listAudit } from './auditList'
import { toCell } from './csv'

const columns = [
  'createdAt', 'actor', 'actorId', 'address', 'action', 'targetKind', 'targetId', 'before', 'after',
] as const

/** The last line of an export that could not be finished, by format. */
export const incompleteLine = { csv: '"incomplete"\r\n', jsonl: '{"incomplete":true}\n' }

/**
 * The whole filtered log as a stream of chunks: CSV (RFC 4180) or one JSON object a line. The first chunk has entries
 * already, so a filter or a cursor that cannot be used fails before anything is sent.
 */
export async function* exportAudit(list: AuditList, format: 'csv' | 'jsonl'): AsyncGenerator<string> {
  let head = format === 'csv' ? `${columns.join(',')}\r\n` : ''
  for (let cursor = list.cursor, first = true; first || cursor; first = false) {
    const page = await listAudit({ ...list, cursor, limit: limits.list.max })
    cursor = page.cursor
    yield head + page.entries.map(format === 'csv' ? toLine : toJson).join('')
    head = ''
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
