import type { IncomingMessage } from 'node:http'

const tag = /^\s*([a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3})\s*(?:[,;]|$)/i

/** The language that a browser asks for first (RFC 9110 §12.5.4), such as `de-AT`; undefined when it names none. */
export function localeOf(request: IncomingMessage): string | undefined {
  return tag.exec(request.headers['accept-language'] ?? '')?.[1]
}
