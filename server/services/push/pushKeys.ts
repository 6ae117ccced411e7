import { createHmac } from 'node:crypto'
import { eq } from 'drizzle-orm'
import webPush from 'web-push'
import { settings } from '../../../drizzle/identity/schema'
import { config } from '../../core/config'
import { AppError } from '../../core/errors'
import { identityDatabase } from '../../database/databases'

const keyRow = 3

interface PushKeys { publicKey: string, privateKey: string }

let keys: PushKeys | undefined

/**
 * Loads the keys by which push services recognise this Plaza (VAPID, RFC 8292), made once for the installation: of
 * several nodes that start at once all read what the first one wrote. Browsers are bound to the public one.
 */
export async function loadPushKeys(): Promise<void> {
  const { queries } = identityDatabase()
  const made = webPush.generateVAPIDKeys()
  await queries.insert(settings).ignore().values({ id: keyRow, version: 0, value: JSON.stringify(made) })
  const [row] = await queries.select({ value: settings.value }).from(settings).where(eq(settings.id, keyRow))
  if (!row) throw new AppError('unavailable')
  keys = JSON.parse(row.value) as PushKeys
}

/** Base64url, for `applicationServerKey`. */
export function pushPublicKey(): string {
  return loaded().publicKey
}

/** What a request to a push service is signed with; `subject` is whom its operator may turn to. */
export function vapidDetails(): PushKeys & { subject: string } {
  const { publicOrigin, adminEmail } = config()
  const page = publicOrigin?.startsWith('https:') ? publicOrigin : undefined
  return { ...loaded(), subject: page ?? (adminEmail ? `mailto:${adminEmail}` : 'mailto:plaza@localhost.invalid') }
}

/**
 * The `Topic` of a room on a device (RFC 8030, 5.4): of two pushes with the same one the newer replaces the other. It
 * is the same after a restart, and by it a push service cannot tell who shares a room with whom.
 */
export function topicOf(subscriptionId: number, roomId: number): string {
  const name = `${subscriptionId}:${roomId}`
  return createHmac('sha256', loaded().privateKey).update(name).digest('base64url').slice(0, 32)
}

function loaded(): PushKeys {
  if (!keys) throw new AppError('unavailable')
  return keys
}
