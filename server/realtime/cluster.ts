import { log } from '../core/log'
import { shareLimits } from '../http/rateLimit'
import { bus } from '../bus/bus'
import { hub } from './hub/hub'
import { recheckEverybody } from './hub/recheck'
import { RedisBus } from '../bus/redisBus'
import { RedisPresence } from './hub/redisPresence'

let presence: RedisPresence | undefined

/** Joins the other nodes on this Redis; without an address this process does everything. */
export function openCluster(url: string): void {
  if (!url) return
  const redis = new RedisBus(url, bus, { onLink: link => shareLimits(link.commands), onHealed: recheckEverybody })
  bus.use(redis)
  presence = new RedisPresence(redis, () => hub.presence.here.activities)
  hub.presence.elsewhere.use(presence)
  log.info('one of several nodes', { node: redis.node })
}

/** The people of this node are gone unless they come back to another one. */
export async function closeCluster(): Promise<void> {
  await presence?.leave()
  await bus.close()
}
