import { asc, count, desc, eq, gt, lt, lte, inArray, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { MailOverview } from '#shared/protocol/admin/adminMail'
import { mailDeadLetters, mails } from '../../../drizzle/identity/mail'
import { config } from '../../core/config'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { mailDelay } from './mailOutcome'

export type MailRow = typeof mails.$inferSelect
export type MailKind = MailRow['kind']
type NewMail = Pick<MailRow, 'kind' | 'userId' | 'address'> & Partial<Pick<MailRow, 'since' | 'ref' | 'createdAt'>>

export const attemptsAtMost = 8
/** After a day nobody waits for an e-mail any more: there was none to send it, or none was configured. */
const keptHours = 24
const deadDays = 30

const now = sql`UTC_TIMESTAMP(3)`

/** Written with what it is about, to go after a while. Nothing where no e-mail is configured. */
export async function queueMail(tx: Queries, mail: NewMail, afterMs = 0): Promise<void> {
  if (!config().mail) return
  await tx.insert(mails).values({ createdAt: now, ...mail, nextAt: inMs(afterMs) })
}

/** Takes e-mails that are due, for the time of a lease; no two nodes get the same ones. */
export async function claimMails(atMost: number, leaseMs: number): Promise<MailRow[]> {
  const due = lte(mails.nextAt, now)
  // Mostly there are none: a locking read would hold up whoever adds one, and it takes three statements.
  const [any] = await identityDatabase().queries.select({ id: mails.id }).from(mails).where(due).limit(1)
  if (!any) return []
  return transaction(identityDatabase().pool, async (tx) => {
    const rows = await tx.select().from(mails).where(due)
      .orderBy(asc(mails.nextAt)).limit(atMost).for('update', { skipLocked: true })
    if (rows.length > 0) {
      await tx.update(mails)
        .set({ nextAt: inMs(leaseMs), attempts: sql`${mails.attempts} + 1` })
        .where(inArray(mails.id, rows.map(row => row.id)))
    }
    return rows.map(row => ({ ...row, attempts: row.attempts + 1 }))
  })
}

/** Sent, or nobody's business any more. */
export async function endMail({ id }: MailRow): Promise<void> {
  await identityDatabase().queries.delete(mails).where(eq(mails.id, id))
}

/** Tries again later, the later the more often it failed. */
export async function postponeMail({ id, attempts }: MailRow): Promise<void> {
  await identityDatabase().queries.update(mails).set({ nextAt: inMs(mailDelay(attempts)) }).where(eq(mails.id, id))
}

/** Gives an e-mail up, for an admin to see. */
export async function buryMail({ id, kind, userId, attempts, createdAt }: MailRow, reason: string): Promise<void> {
  await transaction(identityDatabase().pool, async (tx) => {
    const [ended] = await tx.delete(mails).where(eq(mails.id, id))
    if (ended.affectedRows === 0) return
    const dead = { kind, userId, attempts, createdAt, diedAt: now, reason: reason.slice(0, 40) }
    await tx.insert(mailDeadLetters).values(dead)
  })
}

/** How e-mail goes, for admins: what waits, and what was given up in the last 30 days. */
export async function describeMail(): Promise<MailOverview> {
  const { mail, mailFault } = config()
  const { queries } = identityDatabase()
  const [[waiting], lost, [last]] = await Promise.all([
    queries.select({ rows: count() }).from(mails),
    countDeadMails(deadDays * 86_400_000),
    queries.select().from(mailDeadLetters).orderBy(desc(mailDeadLetters.id)).limit(1),
  ])
  return {
    state: mail ? 'on' : 'off',
    ...(mailFault && { fault: mailFault }),
    waiting: Number(waiting?.rows ?? 0),
    lost,
    ...(last && { lastLost: { kind: last.kind, reason: last.reason, at: last.diedAt.toISOString() } }),
  }
}

export async function countDeadMails(spanMs: number): Promise<number> {
  const [row] = await identityDatabase().queries.select({ rows: count() }).from(mailDeadLetters)
    .where(gt(mailDeadLetters.diedAt, new Date(Date.now() - spanMs)))
  return Number(row?.rows ?? 0)
}

/** What waits for nothing: dead letters after 30 days, and e-mails that nobody has sent for a day. */
export async function forgetOldMails(): Promise<void> {
  const { queries } = identityDatabase()
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  await queries.delete(mailDeadLetters).where(lt(mailDeadLetters.diedAt, ago(deadDays * 24)))
  await queries.delete(mails).where(lt(mails.createdAt, ago(keptHours)))
}

/** In the transaction that deletes the account. */
export async function forgetMailsOf(tx: Queries, userId: number): Promise<void> {
  await tx.delete(mails).where(eq(mails.userId, userId))
  await tx.update(mailDeadLetters).set({ userId: null }).where(eq(mailDeadLetters.userId, userId))
}

function inMs(ms: number): SQL {
  return sql`${now} + INTERVAL ${Math.round(ms) * 1000} MICROSECOND`
}
