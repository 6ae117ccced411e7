import { addOpenMinutes } from '#shared/support/hours'
import { inboxFields } from './inbox'
import type { InboxRow } from './inbox'

/** Until when the targets of an inbox want what is opened now, in its business hours; null without a target. */
export function dueTimes(inbox: InboxRow, at: Date): { firstAnswerDueAt: Date | null, resolutionDueAt: Date | null } {
  const { hours, targets: { firstAnswerMinutes, resolutionMinutes } } = inboxFields(inbox)
  const after = (minutes: number | null) => minutes === null ? null : addOpenMinutes(hours, at, minutes)
  return { firstAnswerDueAt: after(firstAnswerMinutes), resolutionDueAt: after(resolutionMinutes) }
}
