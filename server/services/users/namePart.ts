import { and, asc, eq, exists, gt, inArray, isNotNull, isNull, like, notExists } from 'drizzle-orm'
import { alias } from 'drizzle-orm/mysql-core'
import { nameWords } from '#shared/fold'
import { nameParts } from '../../../drizzle/identity/names'
import { users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { escapeLike } from '../lists/cursor'

/** A word is found from each of its letters on that so many follow; where no spaces stand between words, from each. */
const leastInner = 3
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u
const mark = /^\p{M}/u
/** Of one person, so that nobody's name makes hundreds of rows; letters of a part. */
const partsAtMost = 60
const partLength = 32
const atOnce = 500

interface Named { id: number, username: string, displayName: string }
interface NamePart { part: string, inner: boolean }

/** In the transaction that gives an account its names. */
export async function writeNameParts(tx: Queries, ...people: Named[]): Promise<void> {
  await tx.delete(nameParts).where(inArray(nameParts.userId, people.map(({ id }) => id)))
  const rows = people.flatMap(({ id: userId, username, displayName }) =>
    partsOf([username, displayName]).map(part => ({ userId, ...part })))
  if (rows.length > 0) await tx.insert(nameParts).values(rows)
}

export async function forgetNameParts(tx: Queries, userId: number): Promise<void> {
  await tx.delete(nameParts).where(eq(nameParts.userId, userId))
}

/** Makes those that accounts from before have not got. */
export async function completeNameParts(): Promise<void> {
  const { queries, pool } = identityDatabase()
  const own = queries.select({ userId: nameParts.userId }).from(nameParts).where(eq(nameParts.userId, users.id))
  for (let after = 0; ;) {
    const rows = await queries.select({ id: users.id, username: users.username, displayName: users.displayName })
      .from(users)
      .where(and(gt(users.id, after), isNull(users.deletedAt), isNotNull(users.usernameKey), notExists(own)))
      .orderBy(asc(users.id)).limit(atOnce)
    const last = rows.at(-1)
    if (!last) return
    await transaction(pool, tx => writeNameParts(tx, ...rows))
    after = last.id
  }
}

/** The ids of those of whom a word begins with each of these. */
export function idsByWords(words: string[]) {
  const { queries } = identityDatabase()
  const [lead = '', ...others] = byLength(words)
  const other = alias(nameParts, 'other')
  const hasOther = others.map(word => exists(queries.select({ userId: other.userId }).from(other)
    .where(and(eq(other.userId, nameParts.userId), like(other.part, beginning(word))))))
  return queries.select({ id: nameParts.userId }).from(nameParts)
    .where(and(eq(nameParts.inner, false), like(nameParts.part, beginning(lead)), ...hasOther))
}

/** The longest leads: it leaves the fewest. */
export const byLength = (words: string[]) => words.toSorted((a, b) => b.length - a.length)
export const beginning = (word: string) => `${escapeLike(word)}%`

/** What names are found by, the beginnings of words first. */
export function partsOf(names: string[]): NamePart[] {
  const words = [...new Set(names.flatMap(nameWords))]
  const parts = new Map<string, boolean>()
  for (const part of words.map(cut)) parts.set(part, false)
  for (const part of words.flatMap(innerParts).map(cut)) if (!parts.has(part)) parts.set(part, true)
  return Array.from(parts, ([part, inner]) => ({ part, inner })).slice(0, partsAtMost)
}

/** Whether parts in the middle of a word are worth a search for this one. */
export function mayBeInner(word: string): boolean {
  return Array.from(word).length >= leastInner || unspaced.test(word)
}

function innerParts(word: string): string[] {
  const letters = Array.from(word)
  return letters.map((_, from) => letters.slice(from).join(''))
    .filter((part, from) => from > 0 && !mark.test(part) && mayBeInner(part))
}

/** As much of a word as is kept. */
export function cut(part: string): string {
  return Array.from(part).slice(0, partLength).join('')
}
