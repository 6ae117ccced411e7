import type { PushOverview } from '#shared/protocol/admin/adminPush'
import { listDeadLetters, listTroubles } from './deadLetter'
import { countDeliveries } from './delivery'
import { countSubscriptions } from './subscriptionRow'

/** How pushes go, for admins: what waits, and what was given up in the last 30 days. */
export async function describePush(): Promise<PushOverview> {
  const [subscriptions, waiting, troubles, deadLetters] = await Promise.all([
    countSubscriptions(), countDeliveries(), listTroubles(), listDeadLetters(),
  ])
  return { subscriptions, waiting, troubles, deadLetters }
}
