import type { IncomingMessage } from 'node:http'
import { networkOf } from '../core/address'
import { AppError } from '../core/errors'
import { config } from '../core/config'

const hostPattern = /^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i

/** Refuses a request without a valid Host (RFC 9112 §3.2): nothing may be decided by it. */
export function assertHost(request: IncomingMessage): void {
  const hosts = request.headersDistinct.host ?? []
  const [host] = hosts
  const port = host === undefined ? undefined : hostPattern.exec(host)
  if (hosts.length !== 1 || !port || Number(port[1] ?? 0) > 65_535) throw new AppError('bad_host')
}

/**
 * Refuses what a foreign page sent. With a configured public URL only its origin is ours; without one, an
 * Origin whose host and port are those of the request. Browsers send Origin with every write and socket, so a
 * missing one is no browser.
 */
export function assertOwnOrigin(request: IncomingMessage): void {
  const { origin } = request.headers
  if (request.headers['sec-fetch-site'] === 'cross-site') throw new AppError('forbidden', { detail: 'foreign_origin' })
  if (origin !== undefined && !isOwnOrigin(origin, request)) {
    throw new AppError('forbidden', { detail: 'foreign_origin' })
  }
}

/** The origin of a page of another site that sent the request; undefined for our own, and for what is no browser. */
export function foreignOrigin(request: IncomingMessage): string | undefined {
  const { origin } = request.headers
  return origin === undefined || isOwnOrigin(origin, request) ? undefined : origin
}

function isOwnOrigin(origin: string, request: IncomingMessage): boolean {
  const { publicOrigin } = config()
  const parsed = URL.parse(origin)
  if (!parsed || parsed.origin === 'null') return false
  if (publicOrigin) return parsed.origin === publicOrigin
  return parsed.host === hostOf(request, parsed.protocol)
}

/** The request's host as a URL writes it: lower case, without the default port of the scheme. */
function hostOf(request: IncomingMessage, protocol: string): string | undefined {
  return URL.parse(`${protocol}//${request.headers.host}`)?.host
}

/** True when the browser speaks https to us, or to the proxies that the admin said to trust. */
export function isHttps(request: IncomingMessage): boolean {
  const { publicOrigin, trustedProxies } = config()
  if (publicOrigin) return publicOrigin.startsWith('https:')
  if ('encrypted' in request.socket && request.socket.encrypted === true) return true
  return trustedProxies > 0 && request.headers['x-forwarded-proto'] === 'https'
}

/** Under which origin the caller reached us, for addresses that other programs are given. */
export function ownOrigin(request: IncomingMessage): string {
  return config().publicOrigin ?? `${isHttps(request) ? 'https' : 'http'}://${request.headers.host}`
}

/**
 * The client's address, as limits count it: IPv6 by its /64, which is what one customer has. Of X-Forwarded-For only
 * the part that our own proxies wrote counts, from the right.
 */
export function clientAddress(request: IncomingMessage): string {
  const { trustedProxies } = config()
  const direct = request.socket?.remoteAddress ?? 'local'
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',').map(part => part.trim()).filter(Boolean)
  return networkOf(trustedProxies === 0 ? direct : forwarded.at(-trustedProxies) ?? direct)
}
