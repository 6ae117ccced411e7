import type { ApiErrorCode } from '~/utils/api'

/**
 * A message on its way. It is `sent` once the server has stored it and leaves the outbox when it shows in the room's
 * list.
 */
export interface OutgoingMessage {
  clientId: string
  roomId: number
  authorId: number
  body: string
  replyTo?: number
  createdAt: string
  state: 'queued' | 'sent' | 'failed'
  /** Why it failed; of a queued one, why the last attempt did not get through. */
  code?: ApiErrorCode
  /** Its place among all messages of this browser; undefined while it is kept in this tab's memory only. */
  position?: number
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const code = /^[a-z_]{1,40}$/
const isTime = (value: unknown): value is string => typeof value === 'string' && Number.isFinite(Date.parse(value))
const isId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

/** What a stored record says, mended where a default does no harm; undefined when it cannot be sent as what it was. */
export function readOutgoing(value: unknown): OutgoingMessage & { position: number } | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const record = value as Record<string, unknown>
  const { position, clientId, roomId, authorId, body, createdAt } = record
  if (!isId(position) || !isId(roomId) || !isId(authorId)) return undefined
  if (typeof clientId !== 'string' || !uuid.test(clientId) || typeof body !== 'string' || !body) return undefined
  const failed = record.state === 'failed'
  return {
    position, clientId, roomId, authorId, body,
    ...(isId(record.replyTo) && { replyTo: record.replyTo }),
    createdAt: isTime(createdAt) ? createdAt : new Date(0).toISOString(),
    state: failed ? 'failed' : 'queued',
    ...(failed && typeof record.code === 'string' && code.test(record.code) && { code: record.code as ApiErrorCode }),
  }
}

/**
 * In the order in which they were written, whatever any clock said; those without a place come last, in their own
 * order.
 */
export function inOrder<T extends { position?: number }>(messages: T[]): T[] {
  const place = ({ position }: T) => position ?? Number.MAX_SAFE_INTEGER
  return [...messages].sort((a, b) => place(a) - place(b))
}
