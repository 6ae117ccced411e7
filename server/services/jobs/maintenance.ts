import { and, eq, gt, isNotNull, isNull, lt, lte } from 'drizzle-orm'
import { mentions, messages, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { describeError, log } from '../../core/log'
import { completeDeletions } from '../accounts/account'
import { forgetOldEmailTokens } from '../accounts/emailVerification'
import { forgetOldTokens } from '../accounts/passwordReset'
import { tidyFigures } from '../figures/figureTidy'
import { forgetOldMails } from '../mail/mailQueue'
import { forgetOldPlaces } from '../sessions/loginPlace'
import { completeLooks } from '../users/lookalike'
import { completeNameParts } from '../users/namePart'
import { tidyFiles } from '../pictures/pictureTidy'
import { forgetOldDeadLetters } from '../push/deadLetter'
import { releaseRetiredNames } from '../users/retiredName'
import { forgetMentions } from '../messages/mentionRows'
import type { RoomRow } from '../memberships/membership'
import { deletePastAddresses } from '../sessions/pastAddress'
import { refoldRoomNames } from '../rooms/roomName'
import { scheduleRetention } from './retention'
import { forgetOldSecurityEvents } from '../sessions/securityEvent'
import { deleteExpiredSessions } from '../sessions/session'
import { pruneCaseMembers } from '../support/desk/casePrune'

const batch = 500
const jobs = [
  deleteExpiredSessions, deletePastAddresses, forgetOldPlaces, forgetOldSecurityEvents,
  completeDeletions, eraseDeletedRooms, scheduleRetention, releaseRetiredNames, completeLooks,
  completeNameParts, refoldRoomNames,
  tidyFigures, forgetOldDeadLetters, forgetOldMails, forgetOldEmailTokens, forgetOldTokens, pruneCaseMembers, tidyFiles,
]

/** What nobody waits for: sessions that ended, deletions that were broken off, bodies of rooms that are gone. */
export async function runMaintenance(): Promise<void> {
  for (const job of jobs) {
    await job().catch((error: unknown) => log.warn('maintenance', { job: job.name, ...describeError(error) }))
  }
}

/** Takes the bodies of deleted rooms in small batches; the places stay, so that a clientId stays used for ever. */
export async function eraseDeletedRooms(): Promise<void> {
  for (;;) {
    const [room] = await chatDatabase().queries.select().from(rooms)
      .where(and(isNotNull(rooms.deletedAt), gt(rooms.lastSeq, rooms.retainedSeq))).limit(1)
    if (!room) return
    await eraseNext(room, Math.min(room.lastSeq, room.retainedSeq + batch))
  }
}

/**
 * `retained_seq` says up to where it is done, as for the retention, so that no step goes over the same places again.
 */
async function eraseNext({ id, retainedSeq }: RoomRow, upTo: number): Promise<void> {
  await transaction(chatDatabase().pool, async (tx) => {
    await tx.update(messages)
      .set({ body: null, mentions: null, deletedAt: new Date() })
      .where(and(
        eq(messages.roomId, id),
        gt(messages.seq, retainedSeq),
        lte(messages.seq, upTo),
        isNull(messages.deletedAt),
      ))
    await forgetMentions(tx, id, and(gt(mentions.seq, retainedSeq), lte(mentions.seq, upTo)))
    await tx.update(rooms).set({ retainedSeq: upTo }).where(and(eq(rooms.id, id), lt(rooms.retainedSeq, upTo)))
  })
}
