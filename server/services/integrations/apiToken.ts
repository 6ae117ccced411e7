import { randomBytes } from 'node:crypto'
import { and, desc, eq, isNull, lt } from 'drizzle-orm'
import type { ApiToken } from '#shared/protocol/admin/adminFeature'
import type { NewApiToken } from '#shared/schemas/admin/adminFeature'
import type { ListQuery } from '#shared/schemas/common'
import { apiTokens, users } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { tokenHash } from '../sessions/session'
import { getProfiles } from '../users/profile'
import { forgetTokens, isOfAdmin, tokenPrefix } from './tokenCaller'

/** A token for an application; it is returned once, only its hash is stored. */
export async function createToken(
  actor: Actor & { id: number }, input: NewApiToken,
): Promise<{ token: string, details: ApiToken }> {
  const token = tokenPrefix + randomBytes(32).toString('base64url')
  const { name, scopes } = input
  const expiresAt = input.expiresAt ?? null
  const id = await transaction(identityDatabase().pool, async (tx) => {
    const [inserted] = await tx.insert(apiTokens).values({
      tokenHash: tokenHash(token), name, scopes: scopes.join(' '), expiresAt,
      createdBy: actor.id, createdAt: new Date(),
    })
    const after = { name, scopes, expiresAt: expiresAt?.toISOString() ?? null }
    await recordAudit(tx, 'identity', actor, { action: 'token.created', target: ['token', inserted.insertId], after })
    return inserted.insertId
  })
  const [details] = await findTokens({ id, limit: 1 })
  if (!details) throw new AppError('not_found')
  return { token, details }
}

/** Those that were not revoked, the newest first. */
export async function listTokens(
  { limit, cursor }: Pick<ListQuery, 'limit' | 'cursor'>,
): Promise<{ tokens: ApiToken[], cursor?: string }> {
  const [before] = decodeNumbers('tokens', cursor, 1) ?? []
  const found = await findTokens({ before, limit: limit + 1 })
  const tokens = found.slice(0, limit)
  const last = found.length > limit ? tokens.at(-1) : undefined
  return { tokens, ...(last && { cursor: encodeNumbers('tokens', [last.id]) }) }
}

/** The token does nothing from now on: here when this returns, within a second on other nodes. Idempotent. */
export async function revokeToken(actor: Actor, id: number): Promise<void> {
  await transaction(identityDatabase().pool, async (tx) => {
    const [row] = await tx.select().from(apiTokens).where(eq(apiTokens.id, id)).for('update')
    if (!row) throw new AppError('not_found')
    if (row.revokedAt) return
    await tx.update(apiTokens).set({ revokedAt: new Date() }).where(eq(apiTokens.id, id))
    const before = { name: row.name }
    await recordAudit(tx, 'identity', actor, { action: 'token.revoked', target: ['token', id], before })
  })
  forgetTokens()
}

async function findTokens({ id, before, limit }: { id?: number, before?: number, limit: number }): Promise<ApiToken[]> {
  const rows = await identityDatabase().queries.select().from(apiTokens)
    .leftJoin(users, eq(users.id, apiTokens.createdBy))
    .where(and(
      isNull(apiTokens.revokedAt),
      id === undefined ? undefined : eq(apiTokens.id, id),
      before === undefined ? undefined : lt(apiTokens.id, before),
    )).orderBy(desc(apiTokens.id)).limit(limit)
  const profiles = await getProfiles(rows.map(row => row.api_tokens.createdBy))
  return rows.map(({ api_tokens: token, users: creator }) => ({
    id: token.id, name: token.name, scopes: token.scopes.split(' '),
    createdAt: token.createdAt.toISOString(), createdBy: profiles.get(token.createdBy) ?? null,
    expiresAt: token.expiresAt?.toISOString() ?? null, lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    usable: isOfAdmin(creator) && (token.expiresAt === null || token.expiresAt > new Date()),
  }))
}
