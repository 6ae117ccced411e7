import type { PushOverview } from '#shared/protocol/admin/adminPush'
import { countDeliveries, listDeadLetters } from './delivery'
import { countSubscriptions } from './subscriptionRow'

/** How pushes go, for admins: what waits, and what was given up in the last 30 days. */
export async function describePush(): Promise<PushOverview> {
  const [subscriptions, waiting, deadLetters] = await Promise.all([
    countSubscriptions(), countDeliveries(), listDeadLetters(),
  ])
  return { subscriptions, waiting, deadLetters }
}
