import { deleteCookie, setCookie } from 'h3'
import type { H3Event } from 'h3'
import type { IncomingMessage } from 'node:http'
import { rememberPlace } from '../services/sessions/loginPlace'
import type { Place } from '../services/sessions/loginPlace'
import { createSession, endSession, renewSession, tokenHash } from '../services/sessions/session'
import type { Device } from '../services/sessions/session'
import { clientAddress, isHttps } from './origin'

const names = { session: 'plaza_session', device: 'plaza_device' }
const deviceDays = 180

type CookieName = keyof typeof names

/** The session's token from the Cookie header, taken as it is: other cookies may be malformed. */
export function sessionToken(request: IncomingMessage): string | undefined {
  return readCookie(request, 'session')
}

/** Where a request comes from. */
export function placeOf(request: IncomingMessage): Place {
  return { address: clientAddress(request), device: readCookie(request, 'device')?.slice(0, 100) }
}

export function deviceOf(request: IncomingMessage): Device {
  return { address: clientAddress(request), userAgent: request.headers['user-agent'] ?? '' }
}

function readCookie(request: IncomingMessage, name: CookieName): string | undefined {
  const wanted = cookieName(request, name)
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2)
    if (name === wanted && value) return value
  }
  return undefined
}

interface Start {
  /** It begins with a password: the place is known from now on. */
  confirmed: boolean
  passwordHash?: string | null
}

/**
 * Starts a session for this browser; every login gets a new one, in place of the one that was there. With the hash that
 * a login was checked against, only while it stands.
 */
export async function startSession(event: H3Event, userId: number, start: Start): Promise<void> {
  const request = event.node.req
  const { token, expiresAt } = await createSession(userId, { ...deviceOf(request), ...start })
  const replaced = sessionToken(request)
  if (replaced) await endSession(tokenHash(replaced))
  giveCookie(event, 'session', token, expiresAt)
  if (start.confirmed) await giveDevice(event, userId)
}

/** A new token for the session of this browser, and its new id; the old token is of no use any more. */
export async function renewSessionCookie(event: H3Event, sessionId: string): Promise<string> {
  const renewed = await renewSession(sessionId, deviceOf(event.node.req))
  giveCookie(event, 'session', renewed.token, renewed.expiresAt)
  return renewed.sessionId
}

/** The browser is known from now on, also after logging out: guesses made elsewhere do not slow a log-in from it. */
export async function giveDevice(event: H3Event, userId: number): Promise<void> {
  const token = await rememberPlace(userId, placeOf(event.node.req))
  giveCookie(event, 'device', token, new Date(Date.now() + deviceDays * 86_400_000))
}

export function clearSessionCookie(event: H3Event): void {
  deleteCookie(event, cookieName(event.node.req, 'session'), cookieOptions(event.node.req))
}

function giveCookie(event: H3Event, name: CookieName, token: string, expires: Date): void {
  setCookie(event, cookieName(event.node.req, name), token, { ...cookieOptions(event.node.req), expires })
}

function cookieName(request: IncomingMessage, name: CookieName): string {
  return isHttps(request) ? `__Host-${names[name]}` : names[name]
}

function cookieOptions(request: IncomingMessage) {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: isHttps(request) } as const
}
