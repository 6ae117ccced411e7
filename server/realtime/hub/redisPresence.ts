import type { PresenceStatus } from '#shared/protocol/presence'
import { describeError, log } from '../../core/log'
import { toEnvelope } from '../../bus/bus'
import { hub } from './hub'
import type { PresenceDirectory } from './presence'
import type { RedisBus } from '../../bus/redisBus'
import type { RedisClient } from '../../bus/redisLink'

const renewMs = 5000
/** People of a node that died are offline after this long. */
const lifetimeMs = 15_000
const atOnce = 1000
const nodesKey = 'plaza:nodes'

/**
 * Each node keeps the set of its people in Redis, and renews it; what Redis forgets comes back with the next renewal.
 */
export class RedisPresence implements PresenceDirectory {
  private readonly key: string

  constructor(private readonly redis: RedisBus, private readonly here: () => Iterable<number>) {
    this.key = keyOf(redis.node)
    repeat(renewMs, () => this.renew())
  }

  set(userId: number, status: PresenceStatus): void {
    void this.write(userId, status).catch(() => undefined)
    this.redis.send(toEnvelope({ kind: 'presence', userId, status }))
  }

  async findOnline(userIds: number[]): Promise<Set<number>> {
    const online = new Set<number>()
    const { commands } = this.redis
    if (!commands || userIds.length === 0) return online
    const nodes = await commands.smembers(nodesKey)
    for (const node of nodes) {
      if (node === this.redis.node) continue
      for (let start = 0; start < userIds.length; start += atOnce) {
        const batch = userIds.slice(start, start + atOnce)
        const found = await commands.smismember(keyOf(node), ...batch)
        batch.forEach((userId, index) => found[index] === 1 && online.add(userId))
      }
    }
    return online
  }

  /** Leaves at once instead of being missed. */
  async leave(): Promise<void> {
    await Promise.allSettled([this.redis.commands?.srem(nodesKey, this.redis.node), this.redis.commands?.del(this.key)])
  }

  private async write(userId: number, status: PresenceStatus): Promise<void> {
    const { commands } = this.redis
    if (!commands) return
    if (status === 'offline') return void await commands.srem(this.key, userId)
    // In a cluster these keys lie in different slots, so in no transaction; a crash in between is mended by the
    // renewal or by the expiry.
    await Promise.all([
      commands.sadd(this.key, userId),
      commands.pexpire(this.key, lifetimeMs),
      commands.sadd(nodesKey, this.redis.node),
    ])
  }

  private async renew(): Promise<void> {
    const { commands } = this.redis
    if (!commands || this.redis.state !== 'ok') return
    await commands.sadd(nodesKey, this.redis.node)
    const people = [...this.here()]
    const known = await commands.scard(this.key)
    if (known !== people.length) await this.rewrite(people)
    await commands.pexpire(this.key, lifetimeMs)
    await this.forgetDead(commands)
    await hub.presence.refresh()
  }

  /** By the expiry of Redis alone: the clocks of nodes may differ. */
  private async forgetDead(commands: RedisClient): Promise<void> {
    for (const node of await commands.smembers(nodesKey)) {
      if (node !== this.redis.node && await commands.exists(keyOf(node)) === 0) await commands.srem(nodesKey, node)
    }
  }

  private async rewrite(people: number[]): Promise<void> {
    const { commands } = this.redis
    await commands?.del(this.key)
    for (let start = 0; start < people.length; start += atOnce) {
      await commands?.sadd(this.key, ...people.slice(start, start + atOnce))
    }
  }
}

function keyOf(node: string): string {
  return `plaza:online:{${node}}`
}

function repeat(ms: number, work: () => Promise<void>): void {
  setTimeout(async () => {
    await work().catch((error: unknown) => log.warn('presence', describeError(error)))
    repeat(ms, work)
  }, ms).unref()
}
