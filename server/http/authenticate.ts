import { getHeader } from 'h3'
import type { H3Event } from 'h3'
import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/errors'
import { completeWelcome } from '../services/accounts/welcome'
import { redeemTicket } from '../services/integrations/streamTicket'
import { findTokenCaller } from '../services/integrations/tokenCaller'
import type { TokenCaller, TokenScope } from '../services/integrations/tokenCaller'
import { findCaller } from '../services/sessions/session'
import type { Caller } from '../services/sessions/session'
import { customerToken, requireCustomer } from './customer'
import { clientAddress } from './origin'
import { consume } from './rateLimit'
import { sessionToken } from './sessionCookie'

/** The person who calls. Routes and sockets ask for the person, not for the proof: a session or a customer's token. */
export type Principal = Caller

/**
 * The one place that decides who calls; undefined for nobody, `unavailable` when it cannot be known. A person new to
 * the square is brought there first.
 */
export async function authenticateRequest(request: IncomingMessage): Promise<Principal | undefined> {
  const caller = await findCaller(sessionToken(request))
  // A customer's token is no cookie.
  if (caller?.user.kind === 'customer') return undefined
  if (caller && !caller.welcomed) await completeWelcome(caller.user)
  return caller
}

/** As `authenticateRequest`; all calls of the page that is being rendered get one answer. */
export async function authenticate(event: H3Event): Promise<Principal | undefined> {
  const { visit } = event.context
  const request = event.node.req
  return visit ? visit.principal ??= authenticateRequest(request) : authenticateRequest(request)
}

/** The person who calls, by their session, or a customer by their token; undefined for who shows neither. */
export async function findPrincipal(event: H3Event): Promise<Principal | undefined> {
  const isCustomer = customerToken(event.node.req) !== undefined
  return isCustomer ? requireCustomer(event.node.req) : authenticate(event)
}

/** As `findPrincipal`; `unauthenticated` for nobody. */
export async function requirePrincipal(event: H3Event): Promise<Principal> {
  const principal = await findPrincipal(event)
  if (!principal) throw new AppError('unauthenticated')
  assertMeant(event, principal)
  return principal
}

/** The admin who calls, as the database has it now; for anybody else nothing is there. */
export async function requireAdmin(event: H3Event): Promise<Principal> {
  const principal = await authenticate(event)
  if (principal?.user.role !== 'admin' || principal.user.kind !== 'member') throw new AppError('not_found')
  assertMeant(event, principal)
  return principal
}

/**
 * The application that calls, by the token that an admin made for it: `Authorization: Bearer …` or `X-API-Key: …`.
 * Cookies count for nothing here. `unauthenticated` without a token that is good, soon `rate_limited`; others behind
 * the same address go on. `forbidden` without the scope.
 */
export async function requireToken(event: H3Event, scope: TokenScope): Promise<TokenCaller> {
  const caller = await findTokenCaller(apiTokenOf(event))
  if (!caller) {
    await consume('token.address', clientAddress(event.node.req))
    throw new AppError('unauthenticated')
  }
  if (!caller.scopes.includes(scope)) throw new AppError('forbidden', { detail: 'scope' })
  return caller
}

/** As `requireToken`, by a ticket that was given to the holder of a token. */
export async function requireTicket(event: H3Event, ticket: string): Promise<TokenCaller> {
  const caller = await redeemTicket(ticket)
  if (caller) return caller
  await consume('token.address', clientAddress(event.node.req))
  throw new AppError('unauthenticated')
}

function apiTokenOf(event: H3Event): string {
  const [, bearer] = /^Bearer +(\S+) *$/i.exec(getHeader(event, 'authorization') ?? '') ?? []
  return bearer ?? getHeader(event, 'x-api-key')?.trim() ?? ''
}

/** A tab of somebody who was here before: what it asks for must not happen in the name of who is here now. */
function assertMeant(event: H3Event, { user }: Principal): void {
  const meant = getHeader(event, 'plaza-user')
  if (meant !== undefined && meant !== String(user.id)) throw new AppError('unauthenticated')
}
