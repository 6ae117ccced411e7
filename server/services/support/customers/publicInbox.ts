import { and, asc, eq, isNull } from 'drizzle-orm'
import type { PublicInbox } from '#shared/protocol/supportInbox'
import { isOpen, nextOpening } from '#shared/support/hours'
import { supportInboxes } from '../../../../drizzle/chat/support'
import { config } from '../../../core/config'
import { chatDatabase } from '../../../database/databases'
import { inboxFields } from '../inbox'
import type { InboxRow } from '../inbox'
import { expectedWait } from './queue'

/** Whom anybody may turn to without being told of it, by the order in which they were made. */
export async function listPublicInboxes(limit: number): Promise<PublicInbox[]> {
  const rows = await chatDatabase().queries.select().from(supportInboxes)
    .where(and(isNull(supportInboxes.deletedAt), eq(supportInboxes.listed, true)))
    .orderBy(asc(supportInboxes.id)).limit(limit)
  return Promise.all(rows.map(describePublicInbox))
}

/** What anybody is told who may turn to an inbox: nothing of who answers, nor on which sites it is. */
export async function describePublicInbox(inbox: InboxRow): Promise<PublicInbox> {
  const { form, hours } = inboxFields(inbox)
  const now = new Date()
  const open = isOpen(hours, now)
  const expectedWaitSeconds = open ? await expectedWait(inbox) : undefined
  const { inboxKey, name, greeting, colour, typingPreview } = inbox
  return {
    key: String(inboxKey), name, greeting, colour, form, typingPreview, open,
    ...(!open && { opensAt: nextOpening(hours, now).toISOString() }),
    ...(hours && { timeZone: hours.timeZone }),
    ...(expectedWaitSeconds !== undefined && { expectedWaitSeconds }),
    emailReplies: config().mail !== undefined,
  }
}
