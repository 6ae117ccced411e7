import { and, count, eq, gt, inArray, isNull } from 'drizzle-orm'
import { pushSubscriptions } from '../../../drizzle/identity/push'
import { sessions, users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'

export type SubscriptionRow = typeof pushSubscriptions.$inferSelect

/** Of its push service. */
export const hostOf = (endpoint: string) => new URL(endpoint).host.slice(0, 255)

/** Whether anybody at all wants to be pushed to. */
export async function hasSubscriptions(): Promise<boolean> {
  const rows = await identityDatabase().queries.select({ id: pushSubscriptions.id }).from(pushSubscriptions).limit(1)
  return rows.length > 0
}

export async function countSubscriptions(): Promise<number> {
  const [row] = await identityDatabase().queries.select({ rows: count() }).from(pushSubscriptions)
  return Number(row?.rows ?? 0)
}

export async function loadSubscription(id: number): Promise<SubscriptionRow | undefined> {
  return (await selectAlive(inArray(pushSubscriptions.id, [id])))[0]
}

/** Those of these devices that may be pushed to now, by id. */
export async function loadSubscriptions(ids: number[]): Promise<Map<number, SubscriptionRow>> {
  if (ids.length === 0) return new Map()
  const rows = await selectAlive(inArray(pushSubscriptions.id, ids))
  return new Map(rows.map(row => [row.id, row]))
}

/** The devices of these people, by person. */
export async function subscriptionsOf(userIds: number[]): Promise<Map<number, SubscriptionRow[]>> {
  if (userIds.length === 0) return new Map()
  return Map.groupBy(await selectAlive(inArray(pushSubscriptions.userId, userIds)), row => row.userId)
}

export async function deleteSubscription(id: number): Promise<void> {
  await identityDatabase().queries.delete(pushSubscriptions).where(eq(pushSubscriptions.id, id))
}

/** What its push service said last. */
export async function noteResult(id: number, state: 'delivered' | 'failed'): Promise<void> {
  await identityDatabase().queries.update(pushSubscriptions)
    .set({ lastState: state, lastAt: new Date() })
    .where(eq(pushSubscriptions.id, id))
}

/** A session that has run out is deleted within the hour, and counts for nothing until then. */
async function selectAlive(wanted: ReturnType<typeof inArray>): Promise<SubscriptionRow[]> {
  const rows = await identityDatabase().queries.select({ row: pushSubscriptions }).from(pushSubscriptions)
    .innerJoin(sessions, eq(sessions.id, pushSubscriptions.sessionId))
    .innerJoin(users, eq(users.id, pushSubscriptions.userId))
    .where(and(wanted, gt(sessions.expiresAt, new Date()), isNull(users.disabledAt), isNull(users.deletedAt)))
  return rows.map(({ row }) => row)
}
