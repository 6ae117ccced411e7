import type { PushPayload } from '#shared/protocol/push'
import { limits } from '#shared/limits'

/** What is said of a message to somebody who is away. */
export interface Notice {
  roomId: number
  /** Null for a direct room. */
  roomName: string | null
  seq: number
  author: string
  body: string
  /** Where it is read, when that is no page of its room. */
  path?: string
}

/** In a group the room is the title and the author begins the text; in a direct room the author is the title. */
export function messagePayload({ roomId, roomName, seq, author, body, path }: Notice): PushPayload {
  return {
    type: 'message',
    roomId,
    seq,
    title: roomName ?? author,
    body: roomName === null ? body : `${author}: ${body}`,
    url: path ?? `/rooms/${roomId}?seq=${seq}`,
    tag: `room-${roomId}`,
  }
}

/** As JSON, with its text cut so that all of it fits into what push services take. */
export function encodePayload(payload: PushPayload): string {
  const text = JSON.stringify(payload)
  const excess = Buffer.byteLength(text) - limits.push.payloadBytes
  return excess <= 0 ? text : JSON.stringify({ ...payload, body: shorten(payload) })
}

const ellipsis = '…'

/** By grapheme, so that no letter or emoji is cut in two. */
function shorten(payload: PushPayload): string {
  let left = limits.push.payloadBytes - sizeOf({ ...payload, body: ellipsis })
  let short = ''
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(payload.body)) {
    left -= Buffer.byteLength(JSON.stringify(segment)) - 2
    if (left < 0) break
    short += segment
  }
  return short.trimEnd() + ellipsis
}

function sizeOf(payload: PushPayload): number {
  return Buffer.byteLength(JSON.stringify(payload))
}
