import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import { expect } from 'vitest'
import type { ApiToken } from '../../shared/protocol/admin/adminFeature.ts'
import type { OfrepFailure, OfrepFlag, OfrepFlags } from '../../shared/protocol/ofrep.ts'
import { nobody } from './cast.ts'
import type { Answer, Client } from './client.ts'
import { unique } from './random.ts'
import { until } from './until.ts'

interface At { origin: string }

export type OfrepBody = OfrepFlag & Required<OfrepFailure> & Required<OfrepFlags>
export const ofrepBody = (answer: Answer) => answer.body as unknown as OfrepBody

export interface Issued { token: string, details: ApiToken }

export async function makeToken(admin: Client, fields: object = {}): Promise<Issued> {
  const answer = await admin.post(
    '/api/admin/tokens', { name: unique('shop'), scopes: ['features:evaluate'], ...fields },
  )
  expect(answer.status, answer.text).toBe(201)
  return answer.body as unknown as Issued
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Asks for one flag, or all without a key. */
export function evaluate(
  at: At, token: string | undefined, context: unknown, key?: string, headers: Record<string, string> = {},
): Promise<Answer> {
  const path = `/ofrep/v1/evaluate/flags${key === undefined ? '' : `/${key}`}`
  return nobody(at).ask(
    { method: 'POST', path, body: { context }, headers: { ...(token && bearer(token)), ...headers } },
  )
}

export async function flagsOf(at: At, token: string, context: unknown): Promise<OfrepFlags['flags']> {
  const answer = await evaluate(at, token, context)
  expect(answer.status, answer.text).toBe(200)
  return ofrepBody(answer).flags
}

/** Where changes are announced, at the node that was asked. */
export async function streamUrl(at: At, token: string): Promise<string> {
  const [stream] = ofrepBody(await evaluate(at, token, { targetingKey: 'a' })).eventStreams
  if (!stream) throw new Error('no stream is offered')
  return stream.url
}

/** A reader of server-sent events. */
export class EventReader {
  readonly events: { id: string, data: { type: string, etag: string } }[] = []
  text = ''
  ended = false
  readonly response: IncomingMessage

  constructor(response: IncomingMessage) {
    this.response = response
    response.setEncoding('utf8').on('data', (chunk: string) => this.#take(chunk))
    response.on('close', () => this.ended = true)
    response.on('error', () => {})
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const outgoing = request(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false })
    outgoing.on('error', () => {})
    outgoing.end()
    const [response] = await once(outgoing, 'response') as [IncomingMessage]
    return new EventReader(response)
  }

  get status(): number {
    return this.response.statusCode ?? 0
  }

  /** Waits for the event of this version, or of one after it. */
  async reach(version: number, timeout = 15_000): Promise<void> {
    await until(`version ${version} on the stream`, () => this.events.some(({ id }) => Number(id) >= version), timeout)
  }

  async end(timeout = 20_000): Promise<void> {
    await until('the stream to end', () => this.ended, timeout)
  }

  close(): void {
    this.response.destroy()
  }

  #take(chunk: string): void {
    const blocks = (this.text + chunk).split('\n\n')
    this.text = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) => block.split('\n').find(
        line => line.startsWith(`${name}: `),
      )?.slice(name.length + 2)
      const data = field('data')
      if (data) this.events.push({ id: field('id') ?? '', data: JSON.parse(data) as { type: string, etag: string } })
    }
  }
}
