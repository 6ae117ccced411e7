import webPush from 'web-push'
import texts from '../../../i18n/push/en.json'
import type { PushPayload } from '#shared/protocol/push'
import { config } from '../../core/config'
import { metrics } from '../../core/metrics'
import { currentSettings } from '../settings/policy'
import { findPushHost } from './pushHost'
import { vapidDetails } from './pushKeys'
import { encodePayload } from './pushPayload'
import { askPushService } from './pushRequest'
import type { PushOutcome } from './pushRequest'
import { deleteSubscription, noteResult } from './subscriptionRow'
import type { SubscriptionRow } from './subscriptionRow'

/** After this long nobody needs to hear of a message any more. */
const ttlSeconds = 24 * 60 * 60

interface PushOptions { urgency: 'normal' | 'high', topic: string }

/**
 * Encrypts a payload for a device (RFC 8291), hands it to its push service and notes what became of it. A device that
 * its service does not know any more is removed.
 */
export async function sendPush(
  row: SubscriptionRow, payload: PushPayload, options: PushOptions,
): Promise<PushOutcome> {
  const outcome = await attempt(row, payload, options)
  if (outcome.state === 'delivered') metrics.pushes.inc()
  else metrics.pushFailures.inc()
  if (outcome.state === 'gone') await deleteSubscription(row.id)
  else await noteResult(row.id, outcome.state === 'delivered' ? 'delivered' : 'failed')
  return outcome
}

export function testPayload(): PushPayload {
  return {
    type: 'test', roomId: null, seq: null,
    title: currentSettings().brand.name,
    body: texts.test,
    url: '/settings#notifications',
    tag: 'test',
  }
}

/** The list of hosts may have become shorter since the device was taken in. */
async function attempt(
  { endpoint, p256dh, auth }: SubscriptionRow, payload: PushPayload, options: PushOptions,
): Promise<PushOutcome> {
  const host = findPushHost(endpoint, config().pushHosts)
  if (!host) return { state: 'refused', reason: 'push_host' }
  const device = { endpoint, keys: { p256dh, auth } }
  const { headers, body } = webPush.generateRequestDetails(device, encodePayload(payload), {
    vapidDetails: vapidDetails(), TTL: ttlSeconds, contentEncoding: 'aes128gcm', ...options,
  })
  return askPushService(host, { headers, body })
}
