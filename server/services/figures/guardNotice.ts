import { and, eq, isNull, or } from 'drizzle-orm'
import type { EventOf } from '#shared/protocol/event'
import { users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { bus } from '../../bus/bus'
import type { StoredFeature } from '../features/featureRow'
import { nameKey } from '../users/name'

type GuardAction = EventOf<'feature.guarded'>['action']

/**
 * Tells admins who are connected, and the owner when that is the username of a member. Who is not there finds it in the
 * audit log and on the page of the feature.
 */
export async function announceGuarded(feature: StoredFeature, action: GuardAction, reason: string): Promise<void> {
  const { key, definition } = feature
  const isOwner = and(eq(users.kind, 'member'), eq(users.usernameKey, nameKey(definition.owner)))
  const rows = await identityDatabase().queries.select({ id: users.id }).from(users)
    .where(and(isNull(users.deletedAt), or(eq(users.role, 'admin'), isOwner)))
  for (const { id } of rows) {
    bus.publish({ kind: 'user', userId: id, events: [{ type: 'feature.guarded', key, action, reason }] })
  }
}
