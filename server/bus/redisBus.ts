import { randomBytes } from 'node:crypto'
import { describeError, log } from '../core/log'
import { metrics } from '../core/metrics'
import type { Bus, BusDriver, BusState, Envelope } from './bus'
import { isOwn, nodeNameBytes, decodeEnvelope, encodeEnvelope } from './envelope'
import { openLink } from './redisLink'
import type { RedisClient, RedisLink } from './redisLink'

const partitions = 256
const prefix = 'plaza:bus'
const everybody = `${prefix}:{all}`
const beatMs = 1000
/** Without our own heartbeat for this long the connection through Redis is broken, whatever the sockets say. */
const silenceMs = 2500
/** A timer this late means that this process was blocked, not Redis. */
const lateMs = 1000
const lingerMs = 10_000

/**
 * Carries envelopes between the nodes by pub/sub. Rooms share 256 channels; a node subscribes to those of its readers
 * and to one for people and sessions. Publishing is fire and forget: what Redis loses is found by `recheck.ts`, and
 * as a hole in `seq` or `rev`. Each node sends itself a heartbeat through Redis every second; without it the
 * connections are replaced.
 */
export class RedisBus implements BusDriver {
  readonly node = randomBytes(nodeNameBytes / 2).toString('hex')
  private readonly name = Buffer.from(this.node)
  private readonly beat = Buffer.from(this.node)
  private link: RedisLink | undefined
  private readonly followers = new Uint32Array(partitions)
  private readonly subscribed = new Set<string>()
  private syncScheduled = false
  private heardAt = -Infinity
  private tickedAt = performance.now()
  private healthy = false
  private closed = false
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly url: string,
    private readonly bus: Bus,
    private readonly hooks: { onLink: (link: RedisLink) => void, onHealed: () => void },
  ) {
    this.timer = setInterval(() => this.tick(), beatMs)
    this.timer.unref()
    void this.connect()
  }

  get state(): BusState {
    return this.healthy ? 'ok' : 'degraded'
  }

  /** For single commands (presence, limits); undefined until Redis has answered once. */
  get commands(): RedisClient | undefined {
    return this.link?.commands
  }

  send(envelope: Envelope): void {
    if (!this.healthy) return metrics.busLost.inc()
    const channel = 'roomId' in envelope.to && envelope.to.kind !== 'membership'
      ? channelOf(envelope.to.roomId)
      : everybody
    this.publish(channel, encodeEnvelope(this.node, envelope))
  }

  follow(roomId: number): void {
    const partition = partitionOf(roomId)
    this.followers[partition] = (this.followers[partition] ?? 0) + 1
    if (this.followers[partition] === 1) this.scheduleSync(0)
  }

  unfollow(roomId: number): void {
    const partition = partitionOf(roomId)
    this.followers[partition] = Math.max(0, (this.followers[partition] ?? 0) - 1)
    // People come and go: a channel that was left is most often wanted again in a moment.
    if (this.followers[partition] === 0) setTimeout(() => this.scheduleSync(0), lingerMs).unref()
  }

  async close(): Promise<void> {
    this.closed = true
    clearInterval(this.timer)
    await Promise.race([
      this.link?.commands.quit().catch(() => undefined),
      new Promise(resolve => setTimeout(resolve, 200)),
    ])
    this.link?.end()
  }

  private async connect(): Promise<void> {
    while (!this.closed && !this.link) {
      try {
        this.link = await openLink(this.url)
      }
      catch (error) {
        log.warn('redis does not answer', describeError(error))
        await new Promise(resolve => setTimeout(resolve, beatMs).unref())
      }
    }
    const { link } = this
    if (!link) return
    link.onError(() => undefined)
    link.onMessage((_, payload) => this.receive(payload))
    link.onListening(() => {
      this.subscribed.clear()
      this.scheduleSync(0)
    })
    this.hooks.onLink(link)
  }

  private receive(payload: Buffer): void {
    if (isOwn(this.name, payload)) {
      if (payload.length === nodeNameBytes) this.heardBeat()
      return
    }
    if (payload.length === nodeNameBytes) return
    try {
      this.bus.deliver(decodeEnvelope(payload))
    }
    catch (error) {
      log.warn('another node sent what this version does not understand', describeError(error))
    }
  }

  private heardBeat(): void {
    this.heardAt = performance.now()
    if (this.healthy) return
    this.healthy = true
    log.info('redis answers')
    this.hooks.onHealed()
  }

  private tick(): void {
    const now = performance.now()
    const late = now - this.tickedAt > beatMs + lateMs
    this.tickedAt = now
    if (late) this.heardAt = Math.max(this.heardAt, now - beatMs)
    if (this.healthy && now - this.heardAt > silenceMs) this.lose()
    this.publish(everybody, this.beat)
    if (!this.healthy) this.scheduleSync(0)
  }

  private lose(): void {
    this.healthy = false
    log.warn('redis is lost: serving without it')
    this.subscribed.clear()
    this.link?.reconnect()
  }

  private publish(channel: string, payload: Buffer): void {
    this.link?.publish(channel, payload).catch(() => metrics.busLost.inc())
  }

  private scheduleSync(ms: number): void {
    if (this.syncScheduled) return
    this.syncScheduled = true
    setTimeout(() => {
      this.syncScheduled = false
      this.sync().catch(() => this.subscribed.clear())
    }, ms).unref()
  }

  /** Brings what is subscribed in line with what is wanted. */
  private async sync(): Promise<void> {
    const wanted = new Set([everybody])
    this.followers.forEach((count, partition) => count > 0 && wanted.add(partitionChannel(partition)))
    const added = [...wanted].filter(channel => !this.subscribed.has(channel))
    const left = [...this.subscribed].filter(channel => !wanted.has(channel))
    for (const channel of added) this.subscribed.add(channel)
    for (const channel of left) this.subscribed.delete(channel)
    if (added.length > 0) await this.link?.subscribe(added)
    if (left.length > 0) await this.link?.unsubscribe(left)
  }
}

/**
 * Ids are handed out in turn: a multiplicative hash (Knuth) spreads them over the partitions whatever their step is.
 */
export function partitionOf(roomId: number): number {
  return Math.imul(roomId, 0x9E3779B1) >>> 24
}

function channelOf(roomId: number): string {
  return partitionChannel(partitionOf(roomId))
}

function partitionChannel(partition: number): string {
  return `${prefix}:{${partition}}`
}
