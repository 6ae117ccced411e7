import { describeError, log } from '../../core/log'
import { repeat } from '../../core/repeat'
import { casesOfRooms } from '../support/desk/caseAlert'
import { getProfiles } from '../users/profile'
import { findAddressees } from './audience'
import type { Addressee, FindConnected } from './audience'
import { buryDelivery } from './deadLetter'
import { attemptsAtMost, claimDeliveries, endDelivery, postponeDelivery, releaseDeliveries } from './delivery'
import type { Delivery } from './delivery'
import { emptyOutbox } from './outbox'
import { topicOf } from './pushKeys'
import { messagePayload } from './pushPayload'
import { sendPush } from './pushSend'
import { mergeSpans } from './span'
import { hostOf, loadSubscriptions } from './subscriptionRow'
import type { SubscriptionRow } from './subscriptionRow'

const lookMs = 500
/**
 * Pushes of this node that may wait for their service at the same time, and those for the same one: a service that
 * answers late holds up nobody else's devices.
 */
const inFlightAtMost = 128
const inFlightPerHost = 32

/** A delivery that somebody still is to hear of. */
interface Ready {
  delivery: Delivery
  addressee: Addressee
  author: string
  subscription: SubscriptionRow
  /** Where it is read, when that is no page of its room. */
  path?: string
}

const inFlight = new Map<Promise<void>, string>()

/**
 * Pushes new messages to who is away, on every node: whichever claims them first. Nothing of it is on the way of a
 * message, and a push service that answers late or never holds up nothing but pushes.
 */
export function startPush(findConnected: FindConnected): void {
  repeat('push', lookMs, async () => {
    await emptyOutbox(findConnected)
    return false
  })
  repeat('push', lookMs, () => sendDue(findConnected))
}

/** Resolves when nothing is on its way to a push service. */
export async function pushIdle(): Promise<void> {
  await Promise.all(inFlight.keys())
}

/** Whether there may be more at once. */
async function sendDue(findConnected: FindConnected): Promise<boolean> {
  const room = inFlightAtMost - inFlight.size
  if (room <= 0) return false
  const due = await claimDeliveries(room, busyHosts())
  if (due.length === 0) return false
  const claimed = due.filter(({ attempts }) => attempts <= attemptsAtMost)
  // Each time something broke before the answer was written down.
  for (const delivery of due) if (!claimed.includes(delivery)) await buryDelivery(delivery, '', 'broken')
  const ready = await prepare(claimed, findConnected)
  // Sent first: who may hear of it was looked up just now.
  const refused = ready.filter(one => !launch(one))
  await releaseDeliveries(refused.map(({ delivery }) => delivery))
  const isReady = new Set(ready.map(({ delivery }) => delivery))
  for (const delivery of claimed.filter(one => !isReady.has(one))) await endDelivery(delivery)
  return due.length === room
}

/** Everything is looked up again: who has read it meanwhile, or is here, or has no such device any more. */
async function prepare(claimed: Delivery[], findConnected: FindConnected): Promise<Ready[]> {
  const [addressees, subscriptions] = await Promise.all([
    findAddressees(mergeSpans(claimed), findConnected, [...new Set(claimed.map(({ userId }) => userId))]),
    loadSubscriptions(claimed.map(({ subscriptionId }) => subscriptionId)),
  ])
  const [profiles, cases] = await Promise.all([
    getProfiles(addressees.map(({ message }) => message.authorId)),
    casesOfRooms(addressees.filter(({ isSupport }) => isSupport).map(({ roomId }) => roomId)),
  ])
  return claimed.flatMap((delivery): Ready[] => {
    const { userId, roomId } = delivery
    const addressee = addressees.find(one => one.userId === userId && one.roomId === roomId)
    const subscription = subscriptions.get(delivery.subscriptionId)
    // A browser in which somebody else has logged in since is a device of theirs.
    if (!addressee || addressee.doubtful || subscription?.userId !== userId) return []
    const author = profiles.get(addressee.message.authorId)?.displayName ?? ''
    const found = cases.get(roomId)
    // Its customer has another page for it than the team.
    const path = found && (found.customerId === userId ? `/support/rooms/${roomId}` : `/desk/${found.id}`)
    return [{ delivery, addressee, author, subscription, path }]
  })
}

/** It ends by itself within the deadline of its request. False when its service has enough to do. */
function launch(ready: Ready): boolean {
  const host = hostOf(ready.subscription.endpoint)
  if (countInFlight(host) >= inFlightPerHost) return false
  const sending = send(ready)
    .catch((error: unknown) => log.warn('push', describeError(error)))
    .finally(() => inFlight.delete(sending))
  inFlight.set(sending, host)
  return true
}

function countInFlight(host: string): number {
  return [...inFlight.values()].filter(one => one === host).length
}

function busyHosts(): string[] {
  return [...new Set(inFlight.values())].filter(host => countInFlight(host) >= inFlightPerHost)
}

async function send({ delivery, addressee, author, subscription, path }: Ready): Promise<void> {
  const { roomId, roomName, isDirect, mentioned, message } = addressee
  const payload = messagePayload({ roomId, roomName, author, seq: message.seq, body: message.body, path })
  const outcome = await sendPush(subscription, payload, {
    urgency: isDirect || mentioned ? 'high' : 'normal', topic: topicOf(subscription.id, roomId),
  })
  if (outcome.state === 'delivered' || outcome.state === 'gone') return endDelivery(delivery)
  if (outcome.state === 'retry' && delivery.attempts < attemptsAtMost) {
    return postponeDelivery(delivery, outcome.retryAfterMs)
  }
  await buryDelivery(delivery, hostOf(subscription.endpoint), outcome.reason)
}
