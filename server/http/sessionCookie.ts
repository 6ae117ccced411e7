import { deleteCookie, setCookie } from 'h3'
import type { H3Event } from 'h3'
import type { IncomingMessage } from 'node:http'
import { createSession, endSession, tokenHash } from '../services/session'
import { clientAddress, isHttps } from './origin'

const plainName = 'plaza_session'
const secureName = '__Host-plaza_session'

/** The session's token from the Cookie header, taken as it is: other cookies may be malformed. */
export function sessionToken(request: IncomingMessage): string | undefined {
  const wanted = isHttps(request) ? secureName : plainName
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2)
    if (name === wanted && value) return value
  }
  return undefined
}

interface Start {
  confirmed: boolean
  passwordHash?: string | null
}

/** Starts a session for this browser; every login gets a new one, in place of the one that was there. With the hash that a login was checked against, only while it stands. */
export async function startSession(event: H3Event, userId: number, start: Start): Promise<void> {
  const { token, expiresAt } = await createSession(userId, { address: clientAddress(event.node.req), userAgent: event.node.req.headers['user-agent'] ?? '', ...start })
  const replaced = sessionToken(event.node.req)
  if (replaced) await endSession(tokenHash(replaced))
  const secure = isHttps(event.node.req)
  setCookie(event, secure ? secureName : plainName, token, { httpOnly: true, sameSite: 'lax', path: '/', secure, expires: expiresAt })
}

export function clearSessionCookie(event: H3Event): void {
  const secure = isHttps(event.node.req)
  deleteCookie(event, secure ? secureName : plainName, { httpOnly: true, sameSite: 'lax', path: '/', secure })
}
