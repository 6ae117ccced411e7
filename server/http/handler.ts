import {
  defineEventHandler, getHeader, getQuery, getRouterParam, sendRedirect, setResponseHeader, setResponseStatus,
} from 'h3'
import type { EventHandler, H3Event } from 'h3'
import type { z } from 'zod'
import { idParamSchema } from '#shared/schemas/common'
import type { FieldError } from '#shared/protocol/problem'
import { config } from '../core/config'
import { AppError } from '../core/errors'
import { describeError, log } from '../core/log'
import type { Actor } from '../services/audit/audit'
import { requireAccess } from '../services/memberships/membership'
import type { Access } from '../services/memberships/membership'
import { assertConfirmed } from '../services/sessions/confirmation'
import { requireAdmin, requirePrincipal } from './authenticate'
import type { Principal } from './authenticate'
import { readJson, receiveBody } from './body'
import { customerToken } from './customer'
import { assertOwnOrigin, clientAddress } from './origin'
import { toAppError, toProblem } from './problem'
import { consume } from './rateLimit'
import { whenReady } from '../core/lifecycle'

/** What changes nothing, so that a page may ask for it from wherever its visitor came. */
export const reading: ReadonlySet<string> = new Set(['GET', 'HEAD'])

export interface UserContext extends Principal {
  event: H3Event
  /** Where the request comes from. */
  address: string
}

export interface AdminContext extends UserContext {
  actor: Actor
}

interface UserOptions {
  /** Customers may call it too, by their token; for them every other route is `not_found`. */
  customers?: boolean
  /** The body is no JSON: the handler reads it itself, and looks up the right again when it has. */
  streams?: boolean
}

interface RoomOptions extends Pick<UserOptions, 'streams'> {
  /** It works in rooms of support, and so for customers; elsewhere such a room is `not_found` for everybody. */
  support?: boolean
}

interface AdminOptions {
  /** Dangerous: only in a session whose password was given a short while ago, `password_required` otherwise. */
  confirmed?: boolean
}

export interface RoomContext extends UserContext, Access {}

/** A route that anybody may call. */
export function defineOpenHandler<T>(handle: (event: H3Event) => Promise<T>): EventHandler {
  return defineEventHandler(event => answer(event, async () => {
    if (!reading.has(event.method)) {
      assertOwnOrigin(event.node.req)
      await receiveBody(event)
    }
    return handle(event)
  }))
}

/** A route for who is logged in, guests included; 401 otherwise. */
export function defineUserHandler<T>(
  handle: (context: UserContext) => Promise<T>, options: UserOptions = {},
): EventHandler {
  return defineEventHandler(event => answer(event, async () => {
    const principal = await admitUser(event, options)
    if (!reading.has(event.method)) {
      await consume(principal.user.kind === 'customer' ? 'write.customer' : 'write.user', principal.user.id)
    }
    return handle({ ...principal, event, address: clientAddress(event.node.req) })
  }))
}

/** A customer's token is no cookie, so it says itself from where it may be used. */
async function admitUser(event: H3Event, { customers, streams }: UserOptions): Promise<Principal> {
  const isCustomer = customerToken(event.node.req) !== undefined
  if (isCustomer && !customers) throw new AppError('not_found')
  if (!reading.has(event.method)) {
    if (!isCustomer) assertOwnOrigin(event.node.req)
    if (!streams) await receiveBody(event)
  }
  return requirePrincipal(event)
}

/**
 * A route for admins. For everybody else it does not exist: `not_found`, logged in or not, decided by the session as
 * the database has it now.
 */
export function defineAdminHandler<T>(
  handle: (context: AdminContext) => Promise<T>, { confirmed = false }: AdminOptions = {},
): EventHandler {
  return defineOpenHandler(async (event) => {
    const principal = await requireAdmin(event)
    if (!reading.has(event.method)) await consume('write.user', principal.user.id)
    if (confirmed) assertConfirmed(principal)
    const address = clientAddress(event.node.req)
    return handle({ ...principal, event, address, actor: { id: principal.user.id, address } })
  })
}

/** A route below a room: its handler only ever gets a room that the caller is in, anybody else gets 404. */
export function defineRoomHandler<T>(
  handle: (context: RoomContext) => Promise<T>, { support = false, streams = false }: RoomOptions = {},
): EventHandler {
  return defineUserHandler(async (context) => {
    const access = await requireAccess(context.user.id, idParam(context.event, 'id'))
    if (access.room.kind === 'support' && !support) throw new AppError('not_found')
    return handle({ ...context, ...access })
  }, { customers: support, streams })
}

/** The body, checked; `invalid` names each field that is not as it should be. */
export async function validBody<S extends z.ZodType>(event: H3Event, schema: S, bytes?: number): Promise<z.output<S>> {
  return valid(schema, await readJson(event, bytes))
}

export function validQuery<S extends z.ZodType>(event: H3Event, schema: S): z.output<S> {
  return valid(schema, getQuery(event))
}

export function valid<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw new AppError('invalid', { errors: result.error.issues.map(toFieldError) })
}

/** A positive integer of the path. Anything else cannot exist: `not_found`. */
export function idParam(event: H3Event, name: string): number {
  const result = idParamSchema.safeParse(getRouterParam(event, name))
  if (!result.success) throw new AppError('not_found')
  return result.data
}

/** What every route does: waits until Plaza is ready, counts, and turns what is thrown into a problem document. */
export async function answer<T>(event: H3Event, work: () => Promise<T>): Promise<unknown> {
  setResponseHeader(event, 'cache-control', 'no-store')
  setResponseHeader(event, 'plaza-build', config().build)
  try {
    await whenReady()
    if (!event.context.visit) await consume('read.address', clientAddress(event.node.req))
    const result = await work()
    if (result === undefined) setResponseStatus(event, 204)
    return result ?? null
  }
  catch (error) {
    if (isPageVisit(event) && error instanceof AppError && error.code === 'password_required') {
      return sendRedirect(event, `/confirm?next=${encodeURIComponent(event.path)}`, 303)
    }
    return sendProblem(event, error)
  }
}

/** A link that was followed, such as a download: the person can be asked for the password, and comes back. */
function isPageVisit(event: H3Event): boolean {
  return event.method === 'GET' && !event.context.visit && (getHeader(event, 'accept') ?? '').includes('text/html')
}

/** Writes the problem document; what was not expected is logged, without its message. */
export function sendProblem(event: H3Event, thrown: unknown): unknown {
  const error = toAppError(thrown)
  if (error.status >= 500) {
    log.error('request failed', { method: event.method, code: error.code, ...describeError(thrown) })
  }
  setResponseStatus(event, error.status)
  setResponseHeader(event, 'content-type', 'application/problem+json')
  if (error.retryAfter !== undefined) setResponseHeader(event, 'retry-after', error.retryAfter)
  if (error.status === 413) setResponseHeader(event, 'connection', 'close')
  return JSON.stringify(toProblem(error))
}

function toFieldError(issue: z.core.$ZodIssue): FieldError {
  const code = issue.code === 'custom' || isOwnCode(issue.message) ? issue.message : issue.code
  return { path: issue.path.join('.'), code }
}

/** Our schemas put a stable code where zod would put a sentence. */
function isOwnCode(message: string): boolean {
  return /^[a-z][a-z_]*$/.test(message)
}
