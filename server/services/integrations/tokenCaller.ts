import { and, eq, inArray, isNull, lt, or } from 'drizzle-orm'
import { apiTokens, users } from '../../../drizzle/identity/schema'
import { createBatcher } from '../../database/batcher'
import { identityDatabase } from '../../database/databases'
import { describeError, log } from '../../core/log'
import { tokenHash } from '../sessions/session'

/** Says what a text is, to people who find it and to scanners for secrets. */
export const tokenPrefix = 'plaza_'

export type TokenScope = 'features:evaluate'

/** An application, by a token that an admin made for it. */
export interface TokenCaller {
  tokenId: number
  hash: string
  scopes: string[]
  expiresAt: Date | null
}

type Creator = Pick<typeof users.$inferSelect, 'role' | 'deletedAt' | 'disabledAt'>

/** Whatever else is sent is not looked up. */
const form = /^plaza_[\w-]{43}$/
/**
 * So long a token is taken for what it was: one that was revoked elsewhere, or whose admin is none any more, ends
 * within it.
 */
const freshMs = 1000
const flushMs = 5000
const minuteMs = 60_000

/** Tokens as they were when they were last looked up: those that were good, never more than admins made. */
const known = new Map<string, { caller: TokenCaller, until: number }>()
let used = new Set<number>()

const findByHash = createBatcher(async (hashes: string[]) => {
  const callers = await findCallers(inArray(apiTokens.tokenHash, hashes))
  return new Map(callers.map(caller => [caller.hash, caller]))
})

/**
 * Whom a token speaks for: undefined when there is none like it, it was revoked, it has expired, or the admin who made
 * it is no admin any more.
 */
export async function findTokenCaller(token: string): Promise<TokenCaller | undefined> {
  if (!form.test(token)) return undefined
  const hash = tokenHash(token)
  const entry = known.get(hash)
  const caller = entry && entry.until > performance.now() ? entry.caller : await lookUp(hash)
  if (!caller || hasExpired(caller)) return undefined
  used.add(caller.tokenId)
  return caller
}

/** As `findTokenCaller`, by the ids of tokens, as they are in the database now. */
export async function liveTokens(ids: number[]): Promise<Map<number, TokenCaller>> {
  if (ids.length === 0) return new Map()
  const callers = await findCallers(inArray(apiTokens.id, ids))
  return new Map(callers.filter(caller => !hasExpired(caller)).map(caller => [caller.tokenId, caller]))
}

/** Looks every token up again when it is next used. */
export function forgetTokens(): void {
  known.clear()
}

/** Links of an admin are void once they are none any more; so are tokens. */
export function isOfAdmin(creator: Creator | null): boolean {
  return creator !== null && creator.role === 'admin' && !creator.deletedAt && !creator.disabledAt
}

/** Writes down which tokens were used, to the minute; no request waits for it. */
export function startTokenUse(): void {
  const logFailure = (error: unknown) => log.warn('token use', describeError(error))
  setInterval(() => void flushUse().catch(logFailure), flushMs).unref()
}

async function lookUp(hash: string): Promise<TokenCaller | undefined> {
  const until = performance.now() + freshMs
  const caller = await findByHash(hash)
  if (caller) known.set(hash, { caller, until })
  else known.delete(hash)
  return caller
}

async function findCallers(which: ReturnType<typeof inArray>): Promise<TokenCaller[]> {
  const rows = await identityDatabase().queries.select().from(apiTokens)
    .leftJoin(users, eq(users.id, apiTokens.createdBy))
    .where(and(which, isNull(apiTokens.revokedAt)))
  return rows.filter(row => isOfAdmin(row.users)).map(({ api_tokens: { id, tokenHash: hash, scopes, expiresAt } }) =>
    ({ tokenId: id, hash: String(hash), scopes: scopes.split(' '), expiresAt }))
}

function hasExpired({ expiresAt }: TokenCaller): boolean {
  return expiresAt !== null && expiresAt <= new Date()
}

async function flushUse(): Promise<void> {
  if (used.size === 0) return
  const ids = [...used]
  used = new Set()
  const minute = new Date(Math.floor(Date.now() / minuteMs) * minuteMs)
  await identityDatabase().queries.update(apiTokens).set({ lastUsedAt: minute })
    .where(and(inArray(apiTokens.id, ids), or(isNull(apiTokens.lastUsedAt), lt(apiTokens.lastUsedAt, minute))))
}
