import { getHeader } from 'h3'
import type { H3Event } from 'h3'
import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/errors'
import { completeWelcome } from '../services/accounts/welcome'
import { findCaller } from '../services/sessions/session'
import type { Caller } from '../services/sessions/session'
import { sessionToken } from './sessionCookie'

/**
 * Who calls, whatever proved it: today that is always a session. Routes and sockets ask for the person,
 * never for the proof.
 */
export type Principal = Caller

/**
 * The one place that decides who calls; undefined for nobody, `unavailable` when it cannot be known. A person new to
 * the square is brought there first.
 */
export async function authenticateRequest(request: IncomingMessage): Promise<Principal | undefined> {
  const caller = await findCaller(sessionToken(request))
  if (caller && !caller.welcomed) await completeWelcome(caller.user)
  return caller
}

/** As `authenticateRequest`; all calls of the page that is being rendered get one answer. */
export async function authenticate(event: H3Event): Promise<Principal | undefined> {
  const { visit } = event.context
  const request = event.node.req
  return visit ? visit.principal ??= authenticateRequest(request) : authenticateRequest(request)
}

/** The person who calls; `unauthenticated` for nobody. */
export async function requirePrincipal(event: H3Event): Promise<Principal> {
  const principal = await authenticate(event)
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

/** A tab of somebody who was here before: what it asks for must not happen in the name of who is here now. */
function assertMeant(event: H3Event, { user }: Principal): void {
  const meant = getHeader(event, 'plaza-user')
  if (meant !== undefined && meant !== String(user.id)) throw new AppError('unauthenticated')
}
