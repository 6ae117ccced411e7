import { createHmac, timingSafeEqual } from 'node:crypto'
import { liveTokens } from './tokenCaller'
import type { TokenCaller } from './tokenCaller'

const halfHourMs = 30 * 60_000

/**
 * Opens the stream of changes in place of the token, for the EventSource of a browser, which cannot send headers: for
 * 30 to 60 minutes, and only while the token is good. It stays the same for half an hour, so that an answer with it
 * can be compared.
 */
export function issueTicket({ tokenId, hash }: TokenCaller, now = Date.now()): string {
  const until = (Math.floor(now / halfHourMs) + 2) * halfHourMs
  return `${tokenId}.${until / 1000}.${sign(hash, until / 1000)}`
}

/** Whose ticket it is; undefined for one that is forged or over, or whose token is. */
export async function redeemTicket(ticket: string, now = Date.now()): Promise<TokenCaller | undefined> {
  const [, id, until, signature] = /^(\d{1,15})\.(\d{1,12})\.([\w-]{43})$/.exec(ticket) ?? []
  if (!signature || Number(until) * 1000 <= now) return undefined
  const caller = (await liveTokens([Number(id)])).get(Number(id))
  return caller && isSame(signature, sign(caller.hash, Number(until))) ? caller : undefined
}

/** The hash of a token is known to nobody outside; a ticket ends with it. */
function sign(hash: string, until: number): string {
  return createHmac('sha256', hash).update(`changes until ${until}`).digest('base64url')
}

function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(Buffer.from(given), Buffer.from(wanted))
}
