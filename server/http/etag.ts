import { createHash } from 'node:crypto'

/** A strong validator of an answer (RFC 9110 §8.8.3): equal when every byte is. */
export function etagOf(answer: object): string {
  return `"${createHash('sha256').update(JSON.stringify(answer)).digest('base64url').slice(0, 27)}"`
}

/**
 * Whether `If-None-Match` names it. Compared weakly (§13.1.2), as whoever compresses an answer on its way makes the
 * validator weak.
 */
export function isSameEtag(given: string | undefined, etag: string): boolean {
  return given !== undefined && given.split(',').some(one => one.trim().replace(/^W\//, '') === etag)
}
