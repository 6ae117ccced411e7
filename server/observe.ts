import { chatDatabase, identityDatabase, writerPool } from './database/databases'
import type { BoundedPool } from './database/pool'
import { observe } from './core/metrics'
import { bus } from './bus/bus'
import { hub } from './realtime/hub/hub'
import { writer } from './services/messages/message'

/** What /metrics looks up when it is asked; nothing of this costs anything until then. */
export function observeServer(): void {
  observe('connections', 'Open sockets', () => hub.connections.size)
  observe('writer_queue_length', 'Messages that wait for the next transaction', () => writer.length)
  observe('bus_ok', '1 while other nodes are reached, or there are none', () => bus.state === 'ok' ? 1 : 0)
  const pools: Record<string, () => BoundedPool> = {
    identity: () => identityDatabase().single,
    identity_transactions: () => identityDatabase().pool,
    chat: () => chatDatabase().single,
    chat_transactions: () => chatDatabase().pool,
    writer: writerPool,
  }
  for (const [name, pool] of Object.entries(pools)) {
    observe(`pool_${name}_lent`, 'Database connections in use', () => pool().lent)
    observe(`pool_${name}_waiting`, 'Callers that wait for a database connection', () => pool().waiting)
  }
}
