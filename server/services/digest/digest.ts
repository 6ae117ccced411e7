import { and, asc, eq, gt, isNotNull, isNull, lte, notExists, or } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { sessions, users } from '../../../drizzle/identity/schema'
import { config } from '../../core/config'
import { repeat } from '../../core/repeat'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { queueMail } from '../mail/mailQueue'
import type { UserRow } from '../users/profile'
import { findMissed } from './missed'
import { findPossiblyMissed } from './possiblyMissed'

type Reader = Pick<UserRow, 'id' | 'email' | 'emailVerifiedAt' | 'digestAt'>

const { id, email, emailVerifiedAt, digestAt } = users
const peopleAtOnce = 500
const lookAtMostMs = 10 * 60_000
const dayMs = 24 * 60 * 60_000
/** What is older than this nobody needs to be told any more. */
const oldestMs = 7 * dayMs

/**
 * Queues the e-mail about what somebody has missed: for who has not been here for some hours, whose address is
 * verified, and who has something unread for so long. At most one a day, on whichever node looks first.
 */
export function startDigests(): void {
  const { mail } = config()
  if (!mail) return
  repeat('digest', Math.min(lookAtMostMs, mail.digestAfterMs), async () => {
    await queueDigests(mail.digestAfterMs)
    return false
  })
}

async function queueDigests(afterMs: number): Promise<void> {
  for (let after = 0; ;) {
    const before = new Date(Date.now() - afterMs)
    const readers = await findReaders(after, before)
    const since = new Date(Date.now() - oldestMs)
    const newest = readers.length > 0 ? await findPossiblyMissed(readers.map(reader => reader.id), since) : new Map()
    for (const reader of readers) {
      const at: Date | undefined = newest.get(reader.id)
      if (at && at > startOf(reader)) await queueDigest(reader, before)
    }
    const last = readers.at(-1)
    if (!last || readers.length < peopleAtOnce) return
    after = last.id
  }
}

/** Verified, not told today, and neither connected nor asking for anything since then. */
function findReaders(after: number, before: Date): Promise<Reader[]> {
  const { queries } = identityDatabase()
  const isActive = queries.select({ id: sessions.id }).from(sessions)
    .where(and(eq(sessions.userId, id), gt(sessions.seenAt, before)))
  return queries.select({ id, email, emailVerifiedAt, digestAt }).from(users)
    .where(and(
      gt(id, after), isNotNull(emailVerifiedAt), mayBeTold(new Date()),
      or(isNull(users.lastSeenAt), lte(users.lastSeenAt, before)), notExists(isActive),
    ))
    .orderBy(asc(id)).limit(peopleAtOnce)
}

/** Those who want it, and have not been told for a day. */
function mayBeTold(now: Date): SQL | undefined {
  return and(
    eq(users.digest, 'daily'), eq(users.kind, 'member'), isNull(users.deletedAt), isNull(users.disabledAt),
    or(isNull(digestAt), lte(digestAt, new Date(now.getTime() - dayMs))),
  )
}

/** What was told before, and what was there before the address was verified, is not told. */
function startOf({ emailVerifiedAt: verifiedAt, digestAt: toldAt }: Reader): Date {
  return new Date(Math.max(toldAt?.getTime() ?? 0, verifiedAt?.getTime() ?? 0, Date.now() - oldestMs))
}

async function queueDigest(reader: Reader, before: Date): Promise<void> {
  const since = startOf(reader)
  const [oldest] = await findMissed(reader.id, { since, until: before })
  if (!oldest || !reader.email) return
  const { email: address } = reader
  await transaction(identityDatabase().pool, async (tx) => {
    const now = new Date()
    // Of two nodes that look at the same time one finds that it has been done.
    const [told] = await tx.update(users).set({ digestAt: now })
      .where(and(eq(id, reader.id), eq(email, address), mayBeTold(now)))
    if (told.affectedRows === 0) return
    await queueMail(tx, { kind: 'digest', userId: reader.id, address, since, createdAt: now })
  })
}
