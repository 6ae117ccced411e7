import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setResponseHeaders } from 'h3'
import type { H3Event } from 'h3'
import { describeError, log } from '../log'
import { requireAdmin } from './handler'

/**
 * Answers an admin with what a generator gives, as fast as it is taken, and only for as long as they are one. What fails before the first piece is an error like any other; in
 * the middle the answer is broken off, so that nobody takes a part for the whole. When the client leaves, the generator ends.
 */
export async function sendPieces(event: H3Event, pieces: AsyncGenerator<string>, headers: Record<string, string>): Promise<void> {
  const first = await pieces.next()
  const { res } = event.node
  setResponseHeaders(event, headers)
  event._handled = true
  try {
    await pipeline(Readable.from(startingWith(first.done ? '' : first.value, whileAdmin(event, pieces))), res)
  }
  catch (error) {
    log.warn('an answer was broken off', describeError(error))
  }
}

async function* startingWith(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first
  yield* rest
}

/** A slow reader may take minutes: the right is looked up after each piece was read and before it is sent. */
async function* whileAdmin(event: H3Event, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  for await (const piece of pieces) {
    await requireAdmin(event)
    yield piece
  }
}
