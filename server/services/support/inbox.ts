import { randomBytes } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import type { SupportAssignment, SupportForm, SupportHours, SupportTargets } from '#shared/protocol/admin/adminInbox'
import { supportInboxes } from '../../../drizzle/chat/support'
import { AppError } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'

export type InboxRow = typeof supportInboxes.$inferSelect

/** What an inbox keeps as JSON. */
export interface InboxFields {
  sites: string[]
  form: SupportForm
  hours: SupportHours | null
  targets: SupportTargets
  assignment: SupportAssignment
}

/** Of inboxes from before there was a choice. */
const byHand: SupportAssignment = { mode: 'manual', limit: null, returnMinutes: 10 }

/** An inbox that customers may turn to; `not_found` for one that is gone. */
export async function findInboxByKey(key: string): Promise<InboxRow> {
  const [row] = await chatDatabase().queries.select().from(supportInboxes)
    .where(and(eq(supportInboxes.inboxKey, key), isNull(supportInboxes.deletedAt)))
  if (!row) throw new AppError('not_found')
  return row
}

export async function findInbox(id: number, queries: Queries = chatDatabase().queries): Promise<InboxRow> {
  const [row] = await queries.select().from(supportInboxes)
    .where(and(eq(supportInboxes.id, id), isNull(supportInboxes.deletedAt)))
  if (!row) throw new AppError('not_found')
  return row
}

export function inboxFields({ sites, form, hours, targets, assignment }: InboxRow): InboxFields {
  return {
    sites: JSON.parse(sites) as string[],
    form: JSON.parse(form) as SupportForm,
    hours: hours === null ? null : JSON.parse(hours) as SupportHours,
    targets: JSON.parse(targets) as SupportTargets,
    assignment: assignment === null ? byHand : JSON.parse(assignment) as SupportAssignment,
  }
}

/** The columns of what is kept as JSON; what is left out stays as it is. */
export function inboxColumns(
  { sites, form, hours, targets, assignment }: Partial<InboxFields>,
): Partial<InboxRow> {
  return {
    ...(sites && { sites: JSON.stringify(sites) }),
    ...(form && { form: JSON.stringify(form) }),
    ...(hours !== undefined && { hours: hours && JSON.stringify(hours) }),
    ...(targets && { targets: JSON.stringify(targets) }),
    ...(assignment && { assignment: JSON.stringify(assignment) }),
  }
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}
