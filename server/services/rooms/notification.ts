import { and, eq } from 'drizzle-orm'
import type { NotificationsInput } from '#shared/schemas/room'
import { memberships } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { requireAccess } from '../memberships/membership'
import type { MembershipRow } from '../memberships/membership'
import { notificationsOf } from '../memberships/notification'

type Choice = Pick<MembershipRow, 'notification' | 'mutedUntil' | 'favourite'>

/**
 * Of which messages of a room the caller wants to be told, whether it is muted, and whether it is a favourite;
 * `not_found` when they are not in it. What is left out stays as it is. Their other screens hear it, nobody else does,
 * and choosing the same again changes nothing.
 */
export async function setNotifications(userId: number, roomId: number, input: NotificationsInput): Promise<void> {
  await requireAccess(userId, roomId)
  const own = and(eq(memberships.roomId, roomId), eq(memberships.userId, userId))
  const chosen = await transaction(chatDatabase().pool, async (tx) => {
    // Held, so that what two screens choose at once is published as it was stored.
    const [before] = await tx.select().from(memberships).where(own).for('update')
    if (!before) throw new AppError('not_found')
    const after = choose(before, input)
    const same = isSame(before, after)
    // Who only mutes, or has a new favourite, has not chosen the level that goes with it.
    const notificationChosen = before.notificationChosen || same || before.notification !== after.notification
    if (same && before.notificationChosen) return undefined
    await tx.update(memberships).set({ ...after, notificationChosen }).where(own)
    return same ? undefined : after
  })
  if (!chosen) return
  const notifications = notificationsOf(chosen)
  bus.publish({ kind: 'user', userId, events: [{ type: 'room.notifications', roomId, notifications }] })
}

function choose(before: Choice, { level, mutedUntil, favourite }: NotificationsInput): Choice {
  return {
    notification: level,
    mutedUntil: mutedUntil === undefined ? before.mutedUntil : mutedUntil,
    favourite: favourite ?? before.favourite,
  }
}

function isSame(one: Choice, other: Choice): boolean {
  return one.notification === other.notification
    && one.mutedUntil?.getTime() === other.mutedUntil?.getTime()
    && one.favourite === other.favourite
}
