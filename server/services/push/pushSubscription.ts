import { createHash, ECDH } from 'node:crypto'
import { and, desc, eq, gt, inArray, ne } from 'drizzle-orm'
import type { PushDevice } from '#shared/protocol/push'
import type { PushSubscriptionInput } from '#shared/schemas/push'
import { deviceName } from '#shared/deviceName'
import { limits } from '#shared/limits'
import { pushSubscriptions } from '../../../drizzle/identity/push'
import { sessions } from '../../../drizzle/identity/schema'
import { config } from '../../core/config'
import { AppError, invalidField } from '../../core/errors'
import { rootCause } from '../../core/rootCause'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import type { Caller } from '../sessions/session'
import { findPushHost } from './pushHost'
import { loadSubscription } from './subscriptionRow'
import type { SubscriptionRow } from './subscriptionRow'
import { sendPush, testPayload } from './pushSend'

/**
 * Takes a device in, for the session that asks, and replaces what was known of it; whoever was logged in with it before
 * loses it. A person has 10, a new one takes the place of the oldest. `invalid` for a push service that is not known.
 */
export async function addSubscription(
  { user, sessionId }: Pick<Caller, 'user' | 'sessionId'>, input: PushSubscriptionInput, userAgent: string,
): Promise<PushDevice> {
  const { endpoint, keys } = input
  if (!findPushHost(endpoint, config().pushHosts)) throw invalidField('endpoint', 'push_host')
  assertPoint(keys.p256dh)
  const endpointHash = createHash('sha256').update(endpoint).digest('hex')
  const named = { sessionId, ...keys, device: deviceName(userAgent).slice(0, 100) || 'Browser' }
  const row = { userId: user.id, endpoint, endpointHash, ...named, createdAt: new Date() }
  return refuseEnded(() => transaction(identityDatabase().pool, async (tx) => {
    const same = eq(pushSubscriptions.endpointHash, endpointHash)
    await tx.delete(pushSubscriptions).where(and(same, ne(pushSubscriptions.userId, user.id)))
    await tx.insert(pushSubscriptions).values(row).onDuplicateKeyUpdate({ set: named })
    await dropOldest(tx, user.id)
    const [stored] = await tx.select().from(pushSubscriptions).where(same)
    if (!stored) throw new AppError('conflict')
    return toDevice(stored, sessionId)
  }))
}

/** The caller's devices, the newest first. */
export async function listSubscriptions(
  { user: { id: userId }, sessionId }: Pick<Caller, 'user' | 'sessionId'>,
): Promise<PushDevice[]> {
  const rows = await identityDatabase().queries.select({ row: pushSubscriptions }).from(pushSubscriptions)
    .innerJoin(sessions, eq(sessions.id, pushSubscriptions.sessionId))
    .where(and(eq(pushSubscriptions.userId, userId), gt(sessions.expiresAt, new Date())))
    .orderBy(desc(pushSubscriptions.id))
  return rows.map(({ row }) => toDevice(row, sessionId))
}

/** `not_found` for what is not the caller's. */
export async function removeSubscription(userId: number, id: number): Promise<void> {
  const [removed] = await identityDatabase().queries.delete(pushSubscriptions)
    .where(and(eq(pushSubscriptions.id, id), eq(pushSubscriptions.userId, userId)))
  if (removed.affectedRows === 0) throw new AppError('not_found')
}

/**
 * Sends a notification to one device of the caller's. `not_found` also for one that its push service does not know any
 * more, `unavailable` when the service did not take it.
 */
export async function testSubscription(userId: number, id: number): Promise<void> {
  const row = await loadSubscription(id)
  if (row?.userId !== userId) throw new AppError('not_found')
  const outcome = await sendPush(row, testPayload(), { urgency: 'high', topic: 'test' })
  if (outcome.state === 'gone') throw new AppError('not_found')
  if (outcome.state !== 'delivered') throw new AppError('unavailable', { detail: 'push_service' })
}

/** Or nothing could be encrypted for it. */
function assertPoint(p256dh: string): void {
  try {
    ECDH.convertKey(p256dh, 'prime256v1', 'base64url', 'base64url')
  }
  catch {
    throw invalidField('keys.p256dh', 'invalid')
  }
}

async function dropOldest(tx: Queries, userId: number): Promise<void> {
  const beyond = await tx.select({ id: pushSubscriptions.id }).from(pushSubscriptions)
    .where(eq(pushSubscriptions.userId, userId))
    .orderBy(desc(pushSubscriptions.id)).limit(100).offset(limits.push.subscriptions)
  if (beyond.length === 0) return
  await tx.delete(pushSubscriptions).where(inArray(pushSubscriptions.id, beyond.map(row => row.id)))
}

/** The session may have ended while its device was on the way: the foreign key refuses it. */
async function refuseEnded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  }
  catch (error) {
    const cause = rootCause(error)
    if (cause instanceof Error && 'errno' in cause && cause.errno === 1452) throw new AppError('unauthenticated')
    throw error
  }
}

function toDevice(row: SubscriptionRow, sessionId: string): PushDevice {
  const { id, device, createdAt, lastState, lastAt } = row
  const lastResult = lastState && lastAt && { state: lastState, at: lastAt.toISOString() }
  return {
    id, device, createdAt: createdAt.toISOString(),
    ...(row.sessionId === sessionId && { current: true as const }),
    ...(lastResult && { lastResult }),
  }
}
