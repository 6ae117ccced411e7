import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Privacy } from '#shared/protocol/user'
import type { PrivacyPatch } from '#shared/schemas/user'
import { refusals } from '../../../drizzle/chat/schema'
import { users } from '../../../drizzle/identity/schema'
import { chatDatabase, identityDatabase } from '../../database/databases'
import { AppError } from '../../core/errors'
import { findUser, getProfiles } from '../users/profile'
import { shareReading } from '../users/presence'

const listed = 200

/** What the person has chosen, the latest refusals first; for nobody else. */
export async function getPrivacy(userId: number): Promise<Privacy> {
  const user = await findUser(userId)
  if (!user) throw new AppError('unauthenticated')
  const rows = await chatDatabase().queries.select().from(refusals)
    .where(eq(refusals.userId, userId)).orderBy(desc(refusals.createdAt)).limit(listed)
  const profiles = await getProfiles(rows.flatMap(row => row.kind === 'person' ? [row.targetId] : []))
  return {
    addableBy: user.addableBy,
    sharesReading: user.sharesReading,
    rooms: rows.flatMap(row => row.kind === 'room' ? [{ id: row.targetId, name: row.name }] : []),
    people: rows.flatMap(row => row.kind === 'person' ? profiles.get(row.targetId) ?? [] : []),
  }
}

export async function changePrivacy(userId: number, { addableBy, sharesReading }: PrivacyPatch): Promise<Privacy> {
  if (addableBy) {
    await identityDatabase().queries.update(users)
      .set({ addableBy })
      .where(and(eq(users.id, userId), isNull(users.deletedAt)))
  }
  if (sharesReading !== undefined) await shareReading(userId, sharesReading)
  return getPrivacy(userId)
}
