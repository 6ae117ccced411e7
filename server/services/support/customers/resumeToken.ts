import { randomBytes } from 'node:crypto'
import { and, eq, gt, inArray, lt } from 'drizzle-orm'
import { supportResumeTokens } from '../../../../drizzle/identity/support'
import { AppError } from '../../../core/errors'
import { identityDatabase } from '../../../database/databases'
import { transaction } from '../../../database/transaction'
import { tokenHash } from '../../sessions/session'
import type { InboxRow } from '../inbox'

type ResumeTokenRow = typeof supportResumeTokens.$inferSelect

interface NewToken {
  userId: number
  inbox: InboxRow
  caseId: number | null
  lifeMs: number
}

export interface ResumeLink {
  url: string
  expiresAt: string
}

/** For whom a person hands it to at once. */
export const soonMs = 30 * 60_000
/** So many that are over go with each new one. */
const tidied = 20

/** A link that opens the inbox as this customer, once; the token in it is stored as its hash. */
export async function createResumeLink(
  origin: string, { userId, inbox, caseId, lifeMs }: NewToken,
): Promise<ResumeLink> {
  const token = randomBytes(32).toString('base64url')
  const now = Date.now()
  const expiresAt = new Date(now + lifeMs)
  const row = { id: tokenHash(token), userId, inboxId: inbox.id, caseId, expiresAt }
  const over = await expiredTokens(new Date(now))
  await transaction(identityDatabase().pool, async (tx) => {
    await tx.insert(supportResumeTokens).values(row)
    if (over.length > 0) await tx.delete(supportResumeTokens).where(inArray(supportResumeTokens.id, over))
  })
  // Behind the `#`, so that it is in no log and no `Referer`.
  const url = `${origin}/widget?inbox=${encodeURIComponent(String(inbox.inboxKey))}#resume=${token}`
  return { url, expiresAt: expiresAt.toISOString() }
}

/** Read without a lock and deleted by key: a range would lock what others are inserting. */
async function expiredTokens(now: Date): Promise<string[]> {
  const { id, expiresAt } = supportResumeTokens
  const rows = await identityDatabase().queries.select({ id }).from(supportResumeTokens)
    .where(lt(expiresAt, now)).orderBy(id).limit(tidied)
  return rows.map(row => row.id)
}

/** Uses a token up; `not_found` when it was used, is over, forged, or (`inboxId`) of another inbox. */
export async function useResumeToken(token: string, inboxId: number | undefined): Promise<ResumeTokenRow> {
  if (!/^[\w-]{43}$/.test(token)) throw new AppError('not_found')
  const { queries } = identityDatabase()
  const good = and(
    eq(supportResumeTokens.id, tokenHash(token)), gt(supportResumeTokens.expiresAt, new Date()),
    inboxId === undefined ? undefined : eq(supportResumeTokens.inboxId, inboxId),
  )
  const [row] = await queries.select().from(supportResumeTokens).where(good)
  const [used] = row ? await queries.delete(supportResumeTokens).where(good) : []
  if (!row || used?.affectedRows !== 1) throw new AppError('not_found')
  return row
}
