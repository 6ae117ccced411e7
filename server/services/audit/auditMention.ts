import { inArray } from 'drizzle-orm'
import type { AuditEntry, AuditRoom } from '#shared/protocol/admin/adminAudit'
import type { Profile } from '#shared/protocol/user'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { getProfiles } from '../users/profile'

const userFields = new Set(['userId', 'authorId', 'author'])
const roomFields = new Set(['roomId', 'room'])
const peopleFields = new Set(['agents'])

interface Mentions { users: Set<number>, rooms: Set<number> }

/** The current names of the people and rooms that the entries refer to by id. Ids that never existed are left out. */
export async function describeMentions(entries: AuditEntry[]): Promise<{ users: Profile[], rooms: AuditRoom[] }> {
  const found: Mentions = { users: new Set(), rooms: new Set() }
  for (const { targetKind, targetId, before, after } of entries) {
    if (targetId && targetKind === 'user') found.users.add(targetId)
    if (targetId && targetKind === 'room') found.rooms.add(targetId)
    collect([before, after], found)
  }
  const ids = [...found.rooms]
  const named = ids.length === 0
    ? []
    : await chatDatabase().queries.select({ id: rooms.id, kind: rooms.kind, name: rooms.name }).from(rooms)
        .where(inArray(rooms.id, ids))
  return { users: [...(await getProfiles(found.users)).values()], rooms: named }
}

const isId = (value: unknown): value is number => typeof value === 'number'

function collect(value: unknown, found: Mentions): void {
  if (typeof value !== 'object' || value === null) return
  if ('attribute' in value && 'values' in value) collectValues(value.attribute, value.values, found)
  for (const [key, inner] of Object.entries(value)) {
    if (peopleFields.has(key) && Array.isArray(inner)) inner.forEach(id => isId(id) && found.users.add(id))
    else if (!isId(inner)) collect(inner, found)
    else if (userFields.has(key)) found.users.add(inner)
    else if (roomFields.has(key)) found.rooms.add(inner)
  }
}

/** Whom a condition of a feature names. */
function collectValues(attribute: unknown, values: unknown, found: Mentions): void {
  const ids = attribute === 'user' ? found.users : attribute === 'room' ? found.rooms : undefined
  if (Array.isArray(values)) values.map(Number).filter(Number.isSafeInteger).forEach(id => ids?.add(id))
}
