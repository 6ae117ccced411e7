import { describeError, log } from '../../core/log'
import { toEnvelope } from '../../bus/bus'
import { hub } from './hub'
import type { Activity } from './localPresence'
import type { PresenceDirectory } from './remotePresence'
import type { RedisBus } from '../../bus/redisBus'
import type { RedisClient } from '../../bus/redisLink'

const renewMs = 5000
/** People of a node that died are offline after this long. */
const lifetimeMs = 15_000
const atOnce = 1000
const nodesKey = 'plaza:presence:nodes'

/**
 * Each node keeps its people and whether they are active in Redis, and renews it; what Redis forgets comes back with
 * the next renewal.
 */
export class RedisPresence implements PresenceDirectory {
  private readonly key: string
  /** A change was not written: all of it is written again. */
  private incomplete = false

  constructor(private readonly redis: RedisBus, private readonly here: () => [userId: number, activity: Activity][]) {
    this.key = keyOf(redis.node)
    repeat(renewMs, () => this.renew())
  }

  set(userId: number, activity: Activity | undefined, seenAt?: Date): void {
    const notice = {
      kind: 'presence' as const,
      userId,
      status: activity ? 'online' as const : 'offline' as const,
      ...(activity === 'idle' && { idle: true as const }),
      ...(seenAt && { seenAt: seenAt.toISOString() }),
    }
    // Published when it is stored: whoever hears it may look it up.
    this.write(userId, activity)
      .catch(() => {
        this.incomplete = true
      })
      .finally(() => this.redis.send(toEnvelope(notice)))
  }

  async findPresent(userIds: number[]): Promise<Map<number, Activity>> {
    const found = new Map<number, Activity>()
    const { commands } = this.redis
    if (!commands || userIds.length === 0) return found
    const nodes = await commands.smembers(nodesKey)
    for (const node of nodes) {
      if (node === this.redis.node) continue
      for (let start = 0; start < userIds.length; start += atOnce) {
        const batch = userIds.slice(start, start + atOnce)
        const activities = await commands.hmget(keyOf(node), ...batch.map(String))
        batch.forEach((userId, index) => note(found, userId, activities[index]))
      }
    }
    return found
  }

  /** Its people have some time to come back to another node: only the expiry says that they are gone. */
  async leave(): Promise<void> {
    await Promise.allSettled([this.redis.commands?.pexpire(this.key, lifetimeMs)])
  }

  private async write(userId: number, activity: Activity | undefined): Promise<void> {
    const { commands } = this.redis
    if (!commands) return
    if (!activity) return void await commands.hdel(this.key, String(userId))
    // In a cluster these keys lie in different slots, so in no transaction; a crash in between is mended by the
    // renewal or by the expiry.
    await Promise.all([
      commands.hset(this.key, String(userId), activity),
      commands.pexpire(this.key, lifetimeMs),
      commands.sadd(nodesKey, this.redis.node),
    ])
  }

  private async renew(): Promise<void> {
    const { commands } = this.redis
    if (!commands || this.redis.state !== 'ok') return
    await commands.sadd(nodesKey, this.redis.node)
    const people = this.here()
    if (this.incomplete || await commands.hlen(this.key) !== people.length) await this.rewrite(commands, people)
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

  private async rewrite(commands: RedisClient, people: [userId: number, activity: Activity][]): Promise<void> {
    this.incomplete = false
    await commands.del(this.key)
    for (let start = 0; start < people.length; start += atOnce) {
      await commands.hset(this.key, ...people.slice(start, start + atOnce).flat())
    }
  }
}

function note(found: Map<number, Activity>, userId: number, activity: string | null | undefined): void {
  if (activity === 'active') found.set(userId, 'active')
  else if (activity && !found.has(userId)) found.set(userId, 'idle')
}

function keyOf(node: string): string {
  return `plaza:presence:{${node}}`
}

function repeat(ms: number, work: () => Promise<void>): void {
  setTimeout(async () => {
    await work().catch((error: unknown) => log.warn('presence', describeError(error)))
    repeat(ms, work)
  }, ms).unref()
}
