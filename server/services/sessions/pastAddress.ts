import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { pastAddresses, sessions } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'

const keptMs = 7 * 86_400_000

/** Notes where the sessions that are about to end came from, for a ban that comes later. */
export async function keepAddresses(ending: SQL, queries: Queries = identityDatabase().queries): Promise<void> {
  const rows = await queries.selectDistinct({ userId: sessions.userId, address: sessions.address }).from(sessions)
    .where(ending)
  const endedAt = new Date()
  const kept = rows.flatMap(({ userId, address }) => address ? [{ userId, address, endedAt }] : [])
  if (kept.length > 0) {
    await queries.insert(pastAddresses)
      .values(kept)
      .onDuplicateKeyUpdate({ set: { endedAt: sql`VALUES(ended_at)` } })
  }
}

/** The addresses of an account's sessions that ended in the last 7 days. */
export async function pastAddressesOf(userId: number): Promise<string[]> {
  const rows = await identityDatabase().queries.select({ address: pastAddresses.address }).from(pastAddresses)
    .where(and(eq(pastAddresses.userId, userId), gt(pastAddresses.endedAt, new Date(Date.now() - keptMs))))
  return rows.map(row => row.address)
}

export async function forgetAddressesOf(userId: number): Promise<void> {
  await identityDatabase().queries.delete(pastAddresses).where(eq(pastAddresses.userId, userId))
}

export async function deletePastAddresses(): Promise<void> {
  await identityDatabase().queries.delete(pastAddresses).where(lt(pastAddresses.endedAt, new Date(Date.now() - keptMs)))
}
