import type { PublicInbox } from '#shared/protocol/supportInbox'
import { isOpen, nextOpening } from '#shared/support/hours'
import { config } from '../../../core/config'
import { inboxFields } from '../inbox'
import type { InboxRow } from '../inbox'
import { expectedWait } from './queue'

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
