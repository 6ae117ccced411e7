import { and, desc, isNull, lt } from 'drizzle-orm'
import type { AdminInbox } from '#shared/protocol/admin/adminInbox'
import type { Profile } from '#shared/protocol/user'
import type { ListQuery } from '#shared/schemas/common'
import { supportInboxes } from '../../../drizzle/chat/support'
import { chatDatabase } from '../../database/databases'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { getProfiles } from '../users/profile'
import { agentIdsOf } from './agent'
import { inboxFields } from './inbox'
import type { InboxRow } from './inbox'

/** The newest first. */
export async function listInboxes(
  { limit, cursor }: Pick<ListQuery, 'limit' | 'cursor'>,
): Promise<{ inboxes: AdminInbox[], users: Profile[], cursor?: string }> {
  const [before] = decodeNumbers('inboxes', cursor, 1) ?? []
  const rows = await chatDatabase().queries.select().from(supportInboxes)
    .where(and(isNull(supportInboxes.deletedAt), before === undefined ? undefined : lt(supportInboxes.id, before)))
    .orderBy(desc(supportInboxes.id)).limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return { ...await describeInboxes(page), ...(last && { cursor: encodeNumbers('inboxes', [last.id]) }) }
}

export async function describeInboxes(rows: InboxRow[]): Promise<{ inboxes: AdminInbox[], users: Profile[] }> {
  const agents = await agentIdsOf(chatDatabase().queries, rows.map(row => row.roomId))
  const profiles = await getProfiles([...agents.values()].flat())
  return {
    inboxes: rows.map(row => toAdminInbox(row, agents.get(row.roomId) ?? [])),
    users: [...profiles.values()],
  }
}

export function toAdminInbox(row: InboxRow, agents: number[]): AdminInbox {
  const { id, inboxKey: key, name, greeting, colour, typingPreview, listed, createdAt } = row
  const { sites, form, hours, targets, assignment } = inboxFields(row)
  return {
    id, key, name, sites, agents, greeting, colour, form, hours, targets, assignment, typingPreview, listed,
    createdAt: createdAt.toISOString(),
  }
}
