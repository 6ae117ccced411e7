import { inArray, lt, or } from 'drizzle-orm'
import { retiredNames } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import type { UserRow } from './profile'

const retiredDays = 90

/** Keeps the username of an account that goes from others for a while. */
export async function retireName(
  tx: Queries, { usernameKey, usernameSkeleton, usernameWritten }: UserRow,
): Promise<void> {
  if (!usernameKey || !usernameSkeleton) return
  const expiresAt = new Date(Date.now() + retiredDays * 86_400_000)
  await tx.insert(retiredNames).values({ usernameKey, usernameSkeleton, usernameWritten, expiresAt })
}

/** The keys of retired names that look like this one. */
export async function retiredKeys(tx: Queries, looks: string[]): Promise<string[]> {
  const { usernameKey, usernameSkeleton, usernameWritten, expiresAt } = retiredNames
  const alike = or(inArray(usernameSkeleton, looks), inArray(usernameWritten, looks))
  const rows = await tx.select({ key: usernameKey, expiresAt }).from(retiredNames).where(alike)
  return rows.filter(row => row.expiresAt > new Date()).map(row => row.key)
}

/** Gives back the names that were kept long enough. */
export async function releaseRetiredNames(): Promise<void> {
  await identityDatabase().queries.delete(retiredNames).where(lt(retiredNames.expiresAt, new Date()))
}
