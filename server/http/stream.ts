import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setResponseHeaders } from 'h3'
import type { H3Event } from 'h3'
import { describeError, log } from '../core/log'
import { requireAdmin } from './authenticate'

/**
 * Answers with what a generator gives, as fast as it is taken, and only for as long as `assertRight` allows: without
 * one, as the caller is an admin. What fails before the first chunk is an error like any other; in the middle the
 * answer ends with `incomplete` and is broken off (no last chunk), so that neither a client nor a reader of what was
 * kept takes a part for the whole. When the client leaves, the generator ends.
 */
export async function sendStream(
  event: H3Event, chunks: AsyncGenerator<string>, headers: Record<string, string>, incomplete = '',
  assertRight: () => Promise<unknown> = () => requireAdmin(event),
): Promise<void> {
  const first = await chunks.next()
  const { res } = event.node
  setResponseHeaders(event, headers)
  event._handled = true
  let failed = false
  const whole = async function* () {
    yield first.done ? '' : first.value
    try {
      yield* whileAllowed(assertRight, chunks)
    }
    catch (error) {
      log.warn('an answer was broken off', describeError(error))
      failed = true
      yield incomplete
    }
  }
  try {
    await pipeline(Readable.from(whole()), res, { end: false })
    if (failed) await flushed(res)
    else res.end()
  }
  catch (error) {
    log.warn('an answer was not taken', describeError(error))
  }
  if (failed) res.destroy()
}

/** When the connection has taken everything that was written. */
function flushed(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    res.once('close', resolve)
    res.write('', () => resolve())
  })
}

/** A slow reader may take minutes: the right is looked up after each chunk was read and before it is sent. */
async function* whileAllowed(
  assertRight: () => Promise<unknown>, chunks: AsyncGenerator<string>,
): AsyncGenerator<string> {
  for await (const chunk of chunks) {
    await assertRight()
    yield chunk
  }
}
