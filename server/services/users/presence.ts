import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { OwnPresence } from '#shared/protocol/presence'
import type { PresenceInput } from '#shared/schemas/presence'
import { users } from '../../../drizzle/identity/schema'
import { bus } from '../../bus/bus'
import { AppError } from '../../core/errors'
import { createBatcher } from '../../database/batcher'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { assertMayWrite } from '../settings/policy'

const {
  id, presence: status, presenceText: text, presenceHidden: hidden, sharesReading, presenceVersion: version, lastSeenAt,
} = users
const columns = { id, status, text, hidden, sharesReading, version, lastSeenAt }
const atOnce = 500

/** What a person has chosen, and when they were last connected. Of two the one with the higher `version` is later. */
export type PresenceChoice = Pick<typeof users.$inferSelect, 'sharesReading' | 'lastSeenAt'>
  & OwnPresence & { version: number }

type Fields = Partial<Pick<typeof users.$inferSelect, 'presence' | 'presenceText' | 'presenceHidden' | 'sharesReading'>>

/** The caller's own choice, for nobody else. */
export async function getOwnPresence(userId: number): Promise<OwnPresence> {
  return ownPresence(await getPresenceChoice(userId))
}

/**
 * Changes what others see of a person. What is left out stays; an empty text takes it away. Who watches the person and
 * the person's own screens hear of it. A text is refused like any other that people read (`muted`, `filtered_word`).
 */
export async function choosePresence(userId: number, input: PresenceInput): Promise<void> {
  if (input.text) assertMayWrite(userId, { text: input.text })
  const choice = await changeChoice(userId, {
    presence: input.status,
    ...(input.text !== undefined && { presenceText: input.text }),
    ...(input.hidden !== undefined && { presenceHidden: input.hidden }),
  })
  bus.publish({ kind: 'user', userId, events: [{ type: 'account.presence', presence: ownPresence(choice) }] })
}

/** Shows others what the person reads, and the person what others do, or neither. */
export async function shareReading(userId: number, shares: boolean): Promise<void> {
  await changeChoice(userId, { sharesReading: shares })
}

/** The choice of one person; `unauthenticated` when the account is gone. */
export async function getPresenceChoice(userId: number): Promise<PresenceChoice> {
  const choice = await findChoice(userId)
  if (!choice) throw new AppError('unauthenticated')
  return choice
}

/** The choices of many people, asked for together with what others ask at the same time. */
export async function presenceChoices(userIds: number[]): Promise<Map<number, PresenceChoice>> {
  const found = await Promise.all(userIds.map(async userId => [userId, await findChoice(userId)] as const))
  return new Map(found.flatMap(([userId, choice]) => choice ? [[userId, choice]] : []))
}

/** Of these people those who do not want to be disturbed. */
export async function doNotDisturbAmong(userIds: number[]): Promise<Set<number>> {
  return idsWhere(userIds, eq(status, 'dnd'))
}

/** Of these people those who let others see what they have read, and so see what others have. */
export async function readingSharersAmong(userIds: number[]): Promise<Set<number>> {
  return idsWhere(userIds, eq(sharesReading, true))
}

/** Remembers when each of these people was last connected. Never moves back. */
export async function writeLastSeen(seen: ReadonlyMap<number, Date>): Promise<void> {
  const people = [...seen]
  for (let start = 0; start < people.length; start += atOnce) {
    const some = people.slice(start, start + atOnce)
    const times = some.map(([userId, seenAt]) => sql`WHEN ${userId} THEN ${sql.param(seenAt, lastSeenAt)}`)
    const at = sql`CASE ${id} ${sql.join(times, sql` `)} END`
    await identityDatabase().queries.update(users)
      .set({ lastSeenAt: sql`GREATEST(COALESCE(${lastSeenAt}, ${at}), ${at})` })
      .where(and(inArray(id, some.map(([userId]) => userId)), isNull(users.deletedAt)))
  }
}

/** What a deleted account leaves: nobody sees when it was last here, or what it said of itself. */
export const erasedPresence = {
  presence: 'auto', presenceText: '', presenceHidden: true, sharesReading: false, lastSeenAt: null,
} as const

/** Nodes look up what they keep of the person. */
export function announceChoice(userId: number): void {
  bus.publish({ kind: 'presence.chosen', userId })
}

const findChoice = createBatcher(async (userIds: number[]) => {
  const rows = await identityDatabase().queries.select(columns).from(users).where(inArray(id, userIds))
  return new Map(rows.map(({ id: userId, ...choice }) => [userId, choice]))
}, atOnce)

async function changeChoice(userId: number, fields: Fields): Promise<PresenceChoice> {
  const own = and(eq(id, userId), isNull(users.deletedAt))
  const choice = await transaction(identityDatabase().pool, async (tx) => {
    await tx.update(users).set({ ...fields, presenceVersion: sql`${version} + 1` }).where(own)
    const [row] = await tx.select(columns).from(users).where(own)
    if (!row) throw new AppError('unauthenticated')
    return row
  })
  announceChoice(userId)
  return choice
}

async function idsWhere(userIds: number[], condition: ReturnType<typeof eq>): Promise<Set<number>> {
  if (userIds.length === 0) return new Set()
  const rows = await identityDatabase().queries.select({ id }).from(users).where(and(inArray(id, userIds), condition))
  return new Set(rows.map(row => row.id))
}

export function ownPresence({ status, text, hidden }: OwnPresence): OwnPresence {
  return { status, text, hidden }
}
