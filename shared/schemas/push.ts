import { z } from 'zod'
import { limits } from '../limits'

const base64url = (bytes: number) => z.string().max(120)
  .transform(text => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))
  .refine(text => text.length === Math.ceil(bytes * 4 / 3) && /^[\w-]+$/.test(text), 'invalid')

/** A `PushSubscription` as browsers write it in JSON: an uncompressed point of P-256 and 16 bytes (RFC 8291). */
export const pushSubscriptionSchema = z.object({
  endpoint: z.url({ message: 'invalid' }).max(limits.push.endpoint, 'too_long'),
  keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
})

export type PushSubscriptionInput = z.output<typeof pushSubscriptionSchema>
