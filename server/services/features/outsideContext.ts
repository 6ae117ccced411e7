import { idParamSchema } from '#shared/schemas/common'
import { findUser } from '../users/profile'
import { roomIdsOf } from '../memberships/membership'
import type { FeatureContext } from './condition'
import { contextOf } from './feature'

/**
 * A context as OpenFeature writes it. With `complete`, what is known of the person whom the targeting key names, or
 * `user`, stands where the context itself says nothing: for admins who ask why somebody sees something.
 */
export async function outsideContext(
  given: Record<string, unknown>, { complete = false } = {},
): Promise<FeatureContext> {
  const { targetingKey, ...attributes } = given
  const key = toKey(targetingKey) ?? (complete ? toKey(attributes.user) : undefined)
  const own = { targetingKey: key, attributes: new Map(Object.entries(attributes)) }
  const user = complete ? await findUserOf(key) : undefined
  if (!user) return own
  const known = contextOf({ ...user, createdAt: user.createdAt.toISOString() }, undefined, await roomIdsOf(user.id))
  return { ...own, attributes: new Map([...known.attributes, ...own.attributes]) }
}

function toKey(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text !== '' ? text : undefined
}

async function findUserOf(key: string | undefined) {
  const id = idParamSchema.safeParse(key)
  // Whoever is asked about has the bucket of exactly this text: `0x2` and `02` are somebody else than `2`.
  return id.success && String(id.data) === key ? findUser(id.data) : undefined
}
