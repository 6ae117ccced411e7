import type { SupportCase } from '#shared/protocol/supportCase'
import { fillReply } from '#shared/support/reply'

/** Puts into a canned reply what it leaves open: who writes, to whom, about what. */
export function useFilledReply(one: () => SupportCase): (body: string) => string {
  const { nameOf } = useNames()
  const inboxes = useDeskInboxesStore()
  const session = useSessionStore()

  return (body) => {
    const { id, customer, inboxId } = one()
    return fillReply(body, {
      customer: { name: nameOf(customer.user) },
      agent: { name: nameOf(session.user ?? undefined) },
      case: { number: id },
      inbox: { name: inboxes.find(inboxId)?.name ?? '' },
    })
  }
}
