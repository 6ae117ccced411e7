import { createHash } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { usernameLooks, users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { isDuplicate, transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { retiredKeys } from './lookalike'
import { assertNotConfusable, usernameIdentity } from './name'

/** A username that somebody wants, and the row that everybody who wants one that looks the same has to hold. */
export interface WantedUsername {
  usernameKey: string
  usernameSkeleton: string
  look: string
  /** Whose name it may be already. */
  ownerId: number | undefined
}

/**
 * Before the transaction that takes the name: refuses what is taken or looks like it (`username_taken`), and makes sure that the
 * row to hold is there. A lock of a row that is not there would be one of the gap between its neighbours, in which other
 * people's names lie; and a named lock is one node's own on Galera.
 */
export async function prepareUsername(username: string, ownerId?: number): Promise<WantedUsername> {
  const { key, skeleton } = usernameIdentity(username)
  const wanted = { usernameKey: key, usernameSkeleton: skeleton, look: lookOf(skeleton), ownerId }
  const { pool, queries } = identityDatabase()
  await assertFree(queries, wanted)
  // Committed by itself and never deleted: whoever meets it waits for nothing but this commit.
  await transaction(pool, tx => tx.insert(usernameLooks).ignore().values({ look: wanted.look }))
  return wanted
}

/**
 * Takes the name in this transaction, or `username_taken`. Of two that look alike and come at once the second waits until the first
 * has committed, and finds it; on two nodes of a Galera cluster the second is rolled back and tried again, because both write the
 * row. Comes before every other lock of the transaction, so that two of them never wait for each other.
 */
export async function claimUsername(tx: Queries, wanted: WantedUsername): Promise<{ usernameKey: string, usernameSkeleton: string }> {
  const { look, usernameKey, usernameSkeleton } = wanted
  await tx.update(usernameLooks).set({ claims: sql`${usernameLooks.claims} + 1` }).where(eq(usernameLooks.look, look))
  await assertFree(tx, wanted)
  return { usernameKey, usernameSkeleton }
}

/** Turns the refusal of a unique key into the error that names the field. */
export async function refuseDuplicates<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  }
  catch (error) {
    if (isDuplicate(error, 'users_username_key')) throw new AppError('username_taken', { errors: [{ path: 'username', code: 'username_taken' }] })
    if (isDuplicate(error, 'users_email_key')) throw new AppError('email_taken', { errors: [{ path: 'email', code: 'email_taken' }] })
    throw error
  }
}

/** Everybody else whose name has this look. */
async function assertFree(queries: Queries, { usernameKey, usernameSkeleton, ownerId }: WantedUsername): Promise<void> {
  const rows = await queries.select({ id: users.id, key: users.usernameKey }).from(users).where(eq(users.usernameSkeleton, usernameSkeleton))
  assertNotConfusable(usernameKey, rows.flatMap(row => row.key && row.id !== ownerId ? [row.key] : []))
  assertNotConfusable(usernameKey, await retiredKeys(queries, usernameSkeleton))
}

/** A hash, because the row stays when the account and its name are gone. */
function lookOf(skeleton: string): string {
  return createHash('sha256').update(skeleton).digest('hex')
}
