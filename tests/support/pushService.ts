import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import type { ECDH } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PushPayload } from '../../shared/protocol/push.ts'
import { until } from './until.ts'

/** A push as the service got it, decrypted with the keys of its device. */
export interface ReceivedPush {
  device: PushReceiver
  headers: IncomingHttpHeaders
  topic: string
  payload: PushPayload
  /** What the token of the sender claims (RFC 8292). */
  claims: { aud: string, exp: number, sub: string }
  at: number
}

/** How a service answers: with a status and headers, or never. */
type Answer = { status: number, headers?: Record<string, string> } | 'never'

/** The receiving side: a browser that has subscribed, with its keys. */
export class PushReceiver {
  readonly keys: ECDH = createECDH('prime256v1')
  readonly secret = randomBytes(16)
  answer: Answer = { status: 201 }
  readonly endpoint: string
  readonly path: string

  constructor(origin: string) {
    this.keys.generateKeys()
    this.path = `/push/${randomBytes(8).toString('hex')}`
    this.endpoint = `${origin}${this.path}`
  }

  /** As `PushSubscription.toJSON()` gives it. */
  toJSON() {
    const p256dh = this.keys.getPublicKey('base64url')
    return { endpoint: this.endpoint, expirationTime: null, keys: { p256dh, auth: this.secret.toString('base64url') } }
  }

  /** Opens what was encrypted for this device: RFC 8188 with the keys of RFC 8291. Throws for anything else. */
  decrypt(body: Buffer): PushPayload {
    const [salt, recordSize, length] = [body.subarray(0, 16), body.readUInt32BE(16), body.readUInt8(20)]
    const sender = body.subarray(21, 21 + length)
    const record = body.subarray(21 + length)
    if (record.length > recordSize) throw new Error('more than one record')
    const shared = this.keys.computeSecret(sender)
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.keys.getPublicKey(), sender])
    const input = derive(shared, this.secret, info, 32)
    const key = derive(input, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
    const nonce = derive(input, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
    const opened = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(record.subarray(-16))
    const text = Buffer.concat([opened.update(record.subarray(0, -16)), opened.final()])
    const end = text.lastIndexOf(2)
    if (end < 0 || text.subarray(end + 1).some(byte => byte !== 0)) throw new Error('no last record')
    return JSON.parse(text.subarray(0, end).toString()) as PushPayload
  }
}

/** A push service on this machine (RFC 8030), which takes nothing that is not signed and encrypted as it must be. */
export class PushService {
  readonly received: ReceivedPush[] = []
  /** Why a request was refused, which no test expects. */
  readonly faults: string[] = []
  /** Requests that have no answer yet. */
  hanging = 0
  /** Requests that nobody waited for any longer. */
  gaveUp = 0
  readonly #devices = new Map<string, PushReceiver>()
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        this.faults.push(String(error))
        response.writeHead(400).end()
      })
    })
  }

  static async start(): Promise<PushService> {
    const service = new PushService()
    service.#server.listen(0, '127.0.0.1')
    await once(service.#server, 'listening')
    return service
  }

  get origin(): string {
    return this.#originAt('127.0.0.1')
  }

  /** As `NUXT_PUSH_HOSTS` takes them. */
  get hosts(): string {
    return [this.origin, this.#originAt('localhost')].join()
  }

  /** A browser subscribes; under another name of this machine, at what is another service. */
  device(hostname = '127.0.0.1'): PushReceiver {
    const device = new PushReceiver(this.#originAt(hostname))
    this.#devices.set(device.path, device)
    return device
  }

  of(device: PushReceiver): ReceivedPush[] {
    return this.received.filter(push => push.device === device)
  }

  /** Waits until a device has got so many. */
  async arrived(device: PushReceiver, count = 1, timeout = 10_000): Promise<[ReceivedPush, ...ReceivedPush[]]> {
    await until(`${count} pushes; faults: ${this.faults.join()}`, () => this.of(device).length >= count, timeout)
    return this.of(device) as [ReceivedPush, ...ReceivedPush[]]
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #originAt(hostname: string): string {
    return `http://${hostname}:${(this.#server.address() as AddressInfo).port}`
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const device = this.#devices.get(request.url ?? '')
    if (!device) return void response.writeHead(404).end()
    const { headers } = request
    if (request.method !== 'POST' || headers['content-encoding'] !== 'aes128gcm') throw new Error('not a push')
    if (!/^\d+$/.test(String(headers.ttl))) throw new Error('no TTL')
    const body = Buffer.concat(chunks)
    if (body.length > 4096) throw new Error(`${body.length} bytes`)
    const claims = verifyVapid(headers.authorization ?? '', new URL(device.endpoint).origin)
    const topic = String(headers.topic ?? '')
    if (!/^[\w-]{1,32}$/.test(topic)) throw new Error(`the topic "${topic}"`)
    this.received.push({ device, headers, topic, payload: device.decrypt(body), claims, at: performance.now() })
    if (device.answer === 'never') {
      this.hanging++
      response.once('close', () => {
        this.hanging--
        this.gaveUp++
      })
    }
    else response.writeHead(device.answer.status, device.answer.headers).end()
  }
}

/** The claims of a token that the key beside it has signed; throws for any other. */
export function verifyVapid(authorization: string, origin: string): ReceivedPush['claims'] {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? []
  const [head = '', body = '', signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(part => part.toString('base64url'))
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  const signed = { key: publicKey, dsaEncoding: 'ieee-p1363' as const }
  if (!verify('sha256', Buffer.from(`${head}.${body}`), signed, Buffer.from(signature, 'base64url'))) {
    throw new Error('the signature is wrong')
  }
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as ReceivedPush['claims']
  const seconds = claims.exp - Date.now() / 1000
  if (claims.aud !== origin || seconds < 0 || seconds > 24 * 3600) throw new Error('the token is for somebody else')
  if (!/^(?:mailto:|https:)/.test(claims.sub)) throw new Error('nobody to turn to')
  return claims
}

/** One block of HKDF-SHA-256 (RFC 5869). */
function derive(input: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', input, salt, info, length))
}
