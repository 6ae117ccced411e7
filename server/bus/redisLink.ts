import { Cluster, Redis } from 'ioredis'
import type { RedisOptions } from 'ioredis'

const commandTimeout = 1000
const reconnectMs = (attempt: number) => Math.min(100 * attempt, 1000)

/** Nothing waits for an unreachable Redis: commands fail at once, and one that is stuck fails after a second. */
const commandOptions = {
  enableOfflineQueue: false,
  commandTimeout,
  connectTimeout: 2000,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  retryStrategy: reconnectMs,
} satisfies RedisOptions

const subscriberOptions = { ...commandOptions, autoResubscribe: false } satisfies RedisOptions

export type RedisClient = Redis | Cluster

/** The two connections of a node: one for commands and publishing, one that listens. */
export interface RedisLink {
  commands: RedisClient
  publish(channel: string, payload: Buffer): Promise<unknown>
  subscribe(channels: string[]): Promise<unknown>
  unsubscribe(channels: string[]): Promise<unknown>
  /** Called when the subscribing connection is new, and so has no subscriptions yet. */
  onListening(listener: () => void): void
  onMessage(listener: (channel: string, payload: Buffer) => void): void
  onError(listener: (error: unknown) => void): void
  /** Closes both connections; new ones are opened. */
  reconnect(): void
  end(): void
}

/** Sharded pub/sub where the server is a cluster, plain where it is not. Rejects while Redis does not answer. */
export async function openLink(url: string): Promise<RedisLink> {
  const probe = new Redis(url, { ...commandOptions, lazyConnect: true, retryStrategy: () => null })
  probe.on('error', () => undefined)
  try {
    await probe.connect()
    const isCluster = /^cluster_enabled:1/m.test(await probe.info('cluster'))
    return isCluster ? clusterLink(url) : plainLink(url)
  }
  finally {
    probe.disconnect()
  }
}

function plainLink(url: string): RedisLink {
  const commands = new Redis(url, commandOptions)
  const subscriber = new Redis(url, subscriberOptions)
  return {
    commands,
    publish: (channel, payload) => commands.publish(channel, payload),
    subscribe: channels => subscriber.subscribe(...channels),
    unsubscribe: channels => subscriber.unsubscribe(...channels),
    onListening: listener => subscriber.on('ready', listener),
    onMessage: listener =>
      subscriber.on('messageBuffer', (channel: Buffer, payload: Buffer) => listener(channel.toString(), payload)),
    onError(listener) {
      commands.on('error', listener)
      subscriber.on('error', listener)
    },
    reconnect() {
      commands.disconnect(true)
      subscriber.disconnect(true)
    },
    end() {
      commands.disconnect()
      subscriber.disconnect()
    },
  }
}

/** One `Cluster` does both: it keeps a listening connection for each shard, and subscribes again by itself. */
function clusterLink(url: string): RedisLink {
  const { username, password, tls } = new Redis(url, { lazyConnect: true }).options
  const cluster = new Cluster([url], {
    shardedSubscribers: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: reconnectMs,
    redisOptions: { username, password, tls, commandTimeout, connectTimeout: 2000, maxRetriesPerRequest: 0 },
  })
  return {
    commands: cluster,
    publish: (channel, payload) => cluster.spublish(channel, payload),
    // Channels of one command must lie in one slot.
    subscribe: channels => Promise.all(channels.map(channel => cluster.ssubscribe(channel))),
    unsubscribe: channels => Promise.all(channels.map(channel => cluster.sunsubscribe(channel))),
    onListening: listener => cluster.on('ready', listener),
    onMessage: listener =>
      cluster.on('smessageBuffer', (channel: Buffer, payload: Buffer) => listener(channel.toString(), payload)),
    onError: listener => cluster.on('error', listener),
    reconnect: () => cluster.disconnect(true),
    end: () => cluster.disconnect(),
  }
}
