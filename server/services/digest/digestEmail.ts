import { config } from '../../core/config'
import { brandName, writeEmail } from '../mail/email'
import type { Email, Part } from '../mail/email'
import type { MailRow } from '../mail/mailQueue'
import { oneLine, say, shortened } from '../mail/mailText'
import { findUser, getProfiles } from '../users/profile'
import { findMissed } from './missed'
import type { Missed } from './missed'
import { unsubscribeToken } from './unsubscribe'

const shownAtMost = 20
const textAtMost = 200

/**
 * Says what was missed, as it is now: what was read, deleted, left or blocked since it was queued is not in it, and
 * when nothing is left there is no e-mail. Any e-mail program can end them with one click (RFC 8058).
 */
export async function composeDigest({ userId, address, since, createdAt }: MailRow): Promise<Email | undefined> {
  const { mail } = config()
  const user = await findUser(userId ?? 0)
  if (!mail || !since || !user?.emailVerifiedAt) return undefined
  if (user.email !== address || user.digest === 'off' || user.disabledAt) return undefined
  const missed = await findMissed(user.id, { since, until: createdAt })
  if (missed.length === 0) return undefined
  const stop = `token=${unsubscribeToken(user.id, user.emailVerifiedAt)}`
  return writeEmail({
    to: address,
    subject: say('digest.subject', { count: missed.length }),
    parts: [
      { text: say('digest.why', { brand: brandName() }) },
      ...await quotesOf(missed.slice(0, shownAtMost), mail.origin),
      ...(missed.length > shownAtMost ? [{ text: say('digest.more', { count: missed.length - shownAtMost }) }] : []),
      { link: `${mail.origin}/inbox`, label: say('digest.button', { brand: brandName() }) },
    ],
    foot: [
      { text: say('digest.often') },
      { link: `${mail.origin}/unsubscribe?${stop}`, label: say('digest.unsubscribe') },
    ],
    headers: {
      'List-Unsubscribe': `<${mail.origin}/api/unsubscribe?${stop}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  })
}

async function quotesOf(missed: Missed[], origin: string): Promise<Part[]> {
  const authors = await getProfiles(missed.map(({ authorId }) => authorId))
  return missed.map(({ roomId, roomName, seq, authorId, body }) => {
    const name = oneLine(authors.get(authorId)?.displayName || say('deleted'))
    return {
      by: roomName === null ? name : say('digest.mention', { name, room: oneLine(roomName) }),
      quote: shortened(body, textAtMost),
      link: `${origin}/rooms/${roomId}?seq=${seq}`,
    }
  })
}
