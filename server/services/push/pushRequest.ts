import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent, request as secureRequest } from 'node:https'
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { describeError, log } from '../../core/log'
import { readRetryAfter } from './backoff'
import { publicLookup } from './pushHost'
import type { PushHost } from './pushHost'

/** What became of a push. `gone`: the device does not exist any more; `refused`: trying again would not help. */
export type PushOutcome
  = { state: 'delivered' }
    | { state: 'gone' | 'refused', reason: string }
    | { state: 'retry', reason: string, retryAfterMs: number }

interface Push { headers: OutgoingHttpHeaders, body: Buffer }

/** From the look-up of the name to the head of the answer. */
export const deadlineMs = 5000
const answerBytes = 64 * 1024
const pooled = { keepAlive: true, maxSockets: 32, maxFreeSockets: 8 }
const agents = {
  public: new Agent({ ...pooled, lookup: publicLookup }),
  listed: new Agent(pooled),
  plain: new PlainAgent(pooled),
}

/**
 * Hands a push to its service (RFC 8030) and says what the answer means. It ends after 5 s whatever happens, and
 * follows no redirection, which could lead anywhere.
 */
export async function askPushService(host: PushHost, push: Push): Promise<PushOutcome> {
  try {
    return toOutcome(await post(host, push))
  }
  catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    log.warn('push', { host: host.url.host, ...describeError(error) })
    if (code === 'EPRIVATE') return { state: 'refused', reason: 'private_address' }
    return { state: 'retry', reason: code === 'ABORT_ERR' ? 'timeout' : 'unreachable', retryAfterMs: 0 }
  }
}

function post(host: PushHost, { headers, body }: Push): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = open(host, headers)
    request.on('error', reject)
    request.on('response', (answer) => {
      discard(answer)
      resolve(answer)
    })
    request.end(body)
  })
}

function open({ url, listed }: PushHost, headers: OutgoingHttpHeaders): ClientRequest {
  const options = { method: 'POST', headers, signal: AbortSignal.timeout(deadlineMs) }
  if (url.protocol === 'http:') return plainRequest(url, { ...options, agent: agents.plain })
  return secureRequest(url, { ...options, agent: listed ? agents.listed : agents.public })
}

/** Read to its end, so that the connection can be used again; nobody needs what it says. */
function discard(answer: IncomingMessage): void {
  let bytes = 0
  answer.on('error', () => undefined)
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > answerBytes) answer.destroy()
  })
}

function toOutcome({ statusCode: status = 0, headers }: IncomingMessage): PushOutcome {
  const reason = String(status)
  if (status >= 200 && status < 300) return { state: 'delivered' }
  if (status === 404 || status === 410) return { state: 'gone', reason }
  if (status === 429 || status >= 500) {
    return { state: 'retry', reason, retryAfterMs: readRetryAfter(headers['retry-after']) }
  }
  return { state: 'refused', reason }
}
