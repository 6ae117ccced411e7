import { createHash } from 'node:crypto'
import { eq, inArray, or, sql } from 'drizzle-orm'
import { usernameLooks, users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { isDuplicate, transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { retiredKeys } from './retiredName'
import { assertNotConfusable, usernameKeyOf } from './name'
import { distinctLooks, looksOf } from './skeleton'

/** The columns of a username by which others are compared with it. */
export interface UsernameKeys {
  usernameKey: string
  usernameSkeleton: string
  usernameWritten: string
}

/** A username that somebody wants, and what everybody who wants one that looks the same has a row of, too. */
export interface WantedUsername extends UsernameKeys {
  looks: string[]
  /** Whose name it may be already. */
  ownerId: number | undefined
}

/**
 * Before the transaction that takes the name: refuses what is taken or looks like it (`username_taken`), and makes
 * sure that the rows to hold are there. A lock of a row that is not there would be one of the gap between its
 * neighbours, in which other people's names lie; and a named lock is one node's own on Galera.
 */
export async function prepareUsername(username: string, ownerId?: number): Promise<WantedUsername> {
  const usernameKey = usernameKeyOf(username)
  const looks = looksOf(username)
  const columns = { usernameKey, usernameSkeleton: looks.skeleton, usernameWritten: looks.written }
  const wanted = { ...columns, looks: distinctLooks(looks), ownerId }
  const { pool, queries } = identityDatabase()
  await assertFree(queries, wanted)
  // Each is committed by itself and never deleted: whoever meets it waits for nothing but this commit.
  for (const look of wanted.looks.map(rowOf)) {
    await transaction(pool, tx => tx.insert(usernameLooks).ignore().values({ look }))
  }
  return wanted
}

/**
 * Takes the name in this transaction, or `username_taken`. Of two that look alike and come at once the second waits
 * until the first has committed, and finds it; on two nodes of a Galera cluster the second is rolled back and tried
 * again, because both write the row. Comes before every other lock of the transaction, and everybody takes the rows
 * in one order, so that two of them never wait for each other.
 */
export async function claimUsername(tx: Queries, wanted: WantedUsername): Promise<UsernameKeys> {
  const { usernameKey, usernameSkeleton, usernameWritten } = wanted
  for (const row of wanted.looks.map(rowOf).sort()) {
    await tx.update(usernameLooks).set({ claims: sql`${usernameLooks.claims} + 1` }).where(eq(usernameLooks.look, row))
  }
  await assertFree(tx, wanted)
  return { usernameKey, usernameSkeleton, usernameWritten }
}

/** Turns the refusal of a unique key into the error that names the field. */
export async function refuseDuplicates<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  }
  catch (error) {
    if (isDuplicate(error, 'users_username_key')) {
      throw new AppError('username_taken', { errors: [{ path: 'username', code: 'username_taken' }] })
    }
    if (isDuplicate(error, 'users_email_key')) {
      throw new AppError('email_taken', { errors: [{ path: 'email', code: 'email_taken' }] })
    }
    throw error
  }
}

/** Everybody else whose name has one of these looks. */
async function assertFree(queries: Queries, { usernameKey, looks, ownerId }: WantedUsername): Promise<void> {
  const alike = or(inArray(users.usernameSkeleton, looks), inArray(users.usernameWritten, looks))
  const rows = await queries.select({ id: users.id, key: users.usernameKey }).from(users).where(alike)
  assertNotConfusable(usernameKey, rows.flatMap(row => row.key && row.id !== ownerId ? [row.key] : []))
  assertNotConfusable(usernameKey, await retiredKeys(queries, looks))
}

/** A hash, because the row stays when the account and its name are gone. */
function rowOf(look: string): string {
  return createHash('sha256').update(look).digest('hex')
}
