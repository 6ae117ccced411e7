import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/errors'
import { findCaller } from '../services/sessions/session'
import type { Caller } from '../services/sessions/session'
import { redeemSocketTicket } from '../services/sessions/socketTicket'
import { assertNotBlocked } from '../services/support/blocked'
import { mayCallFrom } from '../services/support/site'
import { customerTokenPrefix } from '../services/support/customer'
import { clientAddress, foreignOrigin } from './origin'
import { consume } from './rateLimit'

/** What a customer proves themselves with: a browser adds it to nothing by itself, so it needs no cookie. */
export function customerToken({ headers }: IncomingMessage): string | undefined {
  const [, token = ''] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? []
  return token.startsWith(customerTokenPrefix) ? token.slice(customerTokenPrefix.length) : undefined
}

/**
 * The customer who calls, by their token, from a page of Plaza's own or of a site that their inbox lists.
 * `unauthenticated` without a token that is good, soon `rate_limited`; `forbidden` from anywhere else, and for who is
 * blocked.
 */
export async function requireCustomer(request: IncomingMessage): Promise<Caller> {
  const caller = await findCaller(customerToken(request))
  return admit(request, caller)
}

/** As `requireCustomer`, by a ticket for one socket. */
export async function requireTicket(request: IncomingMessage, ticket: string): Promise<Caller> {
  return admit(request, await redeemSocketTicket(ticket))
}

async function admit(request: IncomingMessage, caller: Caller | undefined): Promise<Caller> {
  if (caller?.user.kind !== 'customer') {
    await consume('token.address', clientAddress(request))
    throw new AppError('unauthenticated')
  }
  const origin = foreignOrigin(request)
  if (origin && !await mayCallFrom(caller.user.id, origin)) {
    throw new AppError('forbidden', { detail: 'foreign_origin' })
  }
  await assertNotBlocked(caller.user.id)
  return caller
}
