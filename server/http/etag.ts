import { createHash } from 'node:crypto'
import { getHeader } from 'h3'
import type { H3Event } from 'h3'
import { invalidField } from '../core/errors'

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

/** Which version a change is meant for: by `If-Match` (§13.1.1), or as the body says; `invalid` when neither does. */
export function versionOf(event: H3Event, given: number | undefined): number {
  const [, tag] = /^"(\d{1,15})"$/.exec(getHeader(event, 'if-match')?.trim() ?? '') ?? []
  const version = tag === undefined ? given : Number(tag)
  if (version === undefined) throw invalidField('version', 'required')
  return version
}
