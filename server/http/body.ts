import type { IncomingMessage } from 'node:http'
import type { H3Event } from 'h3'
import { getRequestHeader } from 'h3'
import { limits } from '#shared/limits'
import { AppError } from '../core/errors'

const bodyDeadlineMs = 10_000
/** Of a body that is too large so much is read on, so that its sender reads the answer before the connection ends. */
const discarded = { bytes: 8 * 1024 * 1024, ms: 3_000 }

/** A body that has arrived, or why it has not. */
type Received = { text: string | undefined } | { error: unknown }

declare module 'h3' {
  interface H3EventContext {
    received?: Received
  }
}

/**
 * Waits for the body, before anybody's right is looked up: it may take 10 s to arrive, and what was allowed when
 * it began may not be any more when it is there. What is wrong with it is said by whoever reads it, so that a
 * stranger learns nothing new.
 */
export async function receiveBody(event: H3Event): Promise<void> {
  const length = Number(getRequestHeader(event, 'content-length') ?? 0)
  const isExpected = length > 0 || getRequestHeader(event, 'transfer-encoding') !== undefined
  if (!isExpected || length > limits.requestBytes) return
  event.context.received = await collect(event.node.req, limits.requestBytes)
    .then(text => ({ text }), (error: unknown) => ({ error }))
}

/** The JSON body of a request: only as `application/json`, at most 64 KiB or what the caller may send, within 10 s. */
export async function readJson(event: H3Event, bytes: number = limits.requestBytes): Promise<unknown> {
  const text = await readText(event, 'application/json', bytes)
  try {
    return JSON.parse(text)
  }
  catch {
    throw new AppError('bad_json')
  }
}

/** The fields of a form as a browser without JavaScript posts it. */
export async function readForm(event: H3Event): Promise<Record<string, string>> {
  const text = await readText(event, 'application/x-www-form-urlencoded', limits.requestBytes)
  return Object.fromEntries(new URLSearchParams(text))
}

/** Reads on and keeps nothing: a connection that is closed while its client still sends may take the answer with it. */
export async function discardBody(event: H3Event): Promise<void> {
  const request = event.node.req
  const length = Number(getRequestHeader(event, 'content-length') ?? 0)
  if (request.readableEnded || request.destroyed || length > discarded.bytes) return
  await new Promise<void>((resolve) => {
    let bytes = 0
    const timer = setTimeout(resolve, discarded.ms)
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > discarded.bytes) resolve()
    })
    for (const end of ['end', 'close', 'error']) request.once(end, () => resolve())
    request.once('close', () => clearTimeout(timer))
    request.once('end', () => clearTimeout(timer))
  })
}

async function readText(event: H3Event, type: string, bytes: number): Promise<string> {
  const [given = ''] = (getRequestHeader(event, 'content-type') ?? '').split(';')
  if (given.trim().toLowerCase() !== type) throw new AppError('unsupported_media_type')
  if (Number(getRequestHeader(event, 'content-length') ?? 0) > bytes) throw new AppError('too_large')
  const received = event.context.received ?? { text: await collect(event.node.req, bytes) }
  if ('error' in received) throw received.error
  if (received.text === undefined) throw new AppError('bad_json')
  return received.text
}

/** Reads the stream to its end; undefined when it is not UTF-8. */
function collect(request: IncomingMessage, atMost: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const timer = setTimeout(
      () => reject(new AppError('invalid', { detail: 'the body did not arrive' })),
      bodyDeadlineMs,
    )
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > atMost) return reject(new AppError('too_large'))
      chunks.push(chunk)
    })
    request.on('end', () => resolve(decode(Buffer.concat(chunks))))
    request.on('error', () => reject(new AppError('invalid', { detail: 'the body was cut off' })))
    request.on('close', () => clearTimeout(timer))
    request.on('end', () => clearTimeout(timer))
  })
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  }
  catch {
    return undefined
  }
}
