import { lookup as resolve } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** A push service that may be asked, by its origin. */
export interface PushHost {
  url: URL
  /** Named by an admin: it may also stand in a private network. */
  listed: boolean
}

/** The push services of Chrome, Firefox, Edge and Safari; a dot in front means any name below. */
const known = [
  'fcm.googleapis.com', '.push.services.mozilla.com', '.notify.windows.com', 'web.push.apple.com', '.push.apple.com',
]

/** An address that is not open to everybody: asking it for a stranger would open the network behind it (SSRF). */
class PrivateAddressError extends Error {
  readonly code = 'EPRIVATE'
}

/**
 * The push service of an endpoint, or undefined when Plaza may not ask it. Only https at the port of https, and only
 * the services of the browsers, but for those in `list`: `host:port`, over plain http where `http://` is written there.
 */
export function findPushHost(endpoint: string, list: string): PushHost | undefined {
  const url = parse(endpoint)
  if (!url || url.username || url.password) return undefined
  if (listedOrigins(list).has(url.origin)) return { url, listed: true }
  const isKnown = known.some(name => name.startsWith('.') ? url.hostname.endsWith(name) : url.hostname === name)
  return isKnown && url.protocol === 'https:' && url.port === '' ? { url, listed: false } : undefined
}

/**
 * Looks a name up and refuses it when any of its addresses is private. The connection is made to the address that was
 * checked, so that a name which changes in between (DNS rebinding) gains nothing.
 */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '')
    if (addresses.length === 0 || !addresses.every(isPublic)) return done(new PrivateAddressError(hostname), '')
    const [first] = addresses
    if (options.all) done(null, addresses)
    else done(null, first?.address ?? '', first?.family)
  })
}

export function isPublic({ address }: Pick<LookupAddress, 'address'>): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}

function listedOrigins(list: string): Set<string> {
  const entries = list.split(/[\s,]+/).filter(Boolean)
  return new Set(entries.flatMap(entry => parse(entry.includes('://') ? entry : `https://${entry}`)?.origin ?? []))
}

function parse(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && ['https:', 'http:'].includes(url.protocol) ? url : undefined
}
