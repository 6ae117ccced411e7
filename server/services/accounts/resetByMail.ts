import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { tokens, users } from '../../../drizzle/identity/schema'
import { config } from '../../core/config'
import { AppError } from '../../core/errors'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { brandName, writeEmail } from '../mail/email'
import type { Email } from '../mail/email'
import { queueMail } from '../mail/mailQueue'
import type { MailRow } from '../mail/mailQueue'
import { say, unlinked } from '../mail/mailText'
import { tokenHash } from '../sessions/session'
import { emailKey } from '../users/user'

const minutes = 30

/**
 * Somebody wants a link for a new password. Whose address it is is looked up when the e-mail is sent, not here: the
 * answer, and the time it takes, are the same for everybody. `feature_off` where no e-mail is sent.
 */
export async function askForReset(address: string): Promise<void> {
  if (!config().mail) throw new AppError('feature_off')
  await transaction(identityDatabase().pool, tx => queueMail(tx, { kind: 'reset', userId: null, address }))
}

/**
 * To the address as the account has it, not as it was typed. Links that were sent or handed out before stay good:
 * a stranger who asks takes nothing away. Using one makes all of them void.
 */
export async function composeReset({ address }: MailRow): Promise<Email | undefined> {
  const { mail } = config()
  const token = randomBytes(24).toString('base64url')
  const user = await transaction(identityDatabase().pool, async (tx) => {
    const key = emailKey(address)
    const [row] = await tx.select().from(users).where(eq(users.emailKey, key)).for('update')
    if (!row?.email || row.kind !== 'member' || row.deletedAt || row.disabledAt) return undefined
    const createdAt = new Date()
    const expiresAt = new Date(createdAt.getTime() + minutes * 60_000)
    await tx.insert(tokens)
      .values({ id: tokenHash(token), purpose: 'password', userId: row.id, emailKey: key, createdAt, expiresAt })
    return { name: row.username, email: row.email }
  })
  if (!mail || !user) return undefined
  return writeEmail({
    to: user.email,
    subject: say('reset.subject'),
    parts: [
      { text: say('reset.why', { name: unlinked(user.name), brand: brandName() }) },
      { link: `${mail.origin}/reset?token=${token}`, label: say('reset.button') },
      { text: say('reset.until') },
      { text: say('reset.stranger') },
    ],
  })
}
