import { eq, inArray } from 'drizzle-orm'
import type { Customer } from '#shared/protocol/supportCase'
import type { User } from '#shared/protocol/user'
import type { CaseInput } from '#shared/schemas/supportCase'
import { users } from '../../../drizzle/identity/schema'
import { supportCustomers } from '../../../drizzle/identity/support'
import { AppError, invalidField } from '../../core/errors'
import { identityDatabase } from '../../database/databases'
import { isDuplicate, transaction } from '../../database/transaction'
import { getProfiles, toUser } from '../users/profile'
import { checkedKey, findSigned } from './customerIdentity'
import { inboxFields } from './inbox'
import type { InboxRow } from './inbox'

type Given = Pick<CaseInput, 'name' | 'email' | 'topic' | 'identity'>
/** Without what depends on the case. */
type KnownCustomer = Omit<Customer, 'context' | 'blocked'>

/** Says what a text is, to people who find it and to scanners for secrets. */
export const customerTokenPrefix = 'plazac_'

/** What people are called who give no name. */
const anonymous = 'Visitor'

/** A new customer of an inbox, or the one whom the host's server has signed; `forbidden` when it has not. */
export async function admitCustomer(inbox: InboxRow, given: Given): Promise<User> {
  const externalKey = given.identity ? checkedKey(inbox, given.identity) : null
  const known = externalKey && await findSigned(inbox.id, externalKey)
  if (known) return known
  try {
    return await createCustomer(inbox, given, externalKey)
  }
  catch (error) {
    // The same person in two tabs.
    const other = isDuplicate(error, 'support_customers_external') && externalKey
      && await findSigned(inbox.id, externalKey)
    if (!other) throw error
    return other
  }
}

/** `invalid` where the form of the inbox asks for what is not given; what it does not ask for is not kept. */
export function fillForm(inbox: InboxRow, given: Given): Given {
  const { form } = inboxFields(inbox)
  for (const field of ['name', 'email', 'topic'] as const) {
    if (form[field] === 'required' && !given[field]) throw invalidField(field, 'required')
  }
  return {
    ...given,
    name: form.name === 'off' && !given.identity ? undefined : given.name,
    email: form.email === 'off' && !given.identity ? undefined : given.email,
    topic: form.topic === 'off' ? '' : given.topic,
  }
}

/** Whose inbox a customer belongs to; undefined for members and guests, who belong to none. */
export async function inboxIdOf(userId: number): Promise<number | undefined> {
  const [row] = await identityDatabase().queries.select({ inboxId: supportCustomers.inboxId }).from(supportCustomers)
    .where(eq(supportCustomers.userId, userId))
  return row?.inboxId
}

/** For agents: who these people are. Members' e-mail addresses are their own. */
export async function describeCustomers(userIds: number[]): Promise<Map<number, KnownCustomer>> {
  if (userIds.length === 0) return new Map()
  const [profiles, rows] = await Promise.all([
    getProfiles(userIds),
    identityDatabase().queries.select().from(supportCustomers).where(inArray(supportCustomers.userId, userIds)),
  ])
  const byId = new Map(rows.map(row => [row.userId, row]))
  return new Map([...profiles].map(([id, user]) => {
    const { email = null, externalId = null } = byId.get(id) ?? {}
    return [id, { user, email, externalId, verified: externalId !== null }]
  }))
}

/**
 * Without keys: their name is nobody's, so it is compared with none. In the square already, which is to say never
 * brought there, and shown as offline to whoever may ask.
 */
async function createCustomer(inbox: InboxRow, given: Given, externalKey: string | null): Promise<User> {
  const { name = anonymous, email = null, identity } = given
  const createdAt = new Date()
  return transaction(identityDatabase().pool, async (tx) => {
    const [inserted] = await tx.insert(users).values({
      kind: 'customer', username: anonymous, displayName: name, createdAt, welcomedAt: createdAt, presenceHidden: true,
      addableBy: 'nobody', sharesReading: false,
    })
    const userId = inserted.insertId
    await tx.insert(supportCustomers)
      .values({ userId, inboxId: inbox.id, externalKey, externalId: identity?.id ?? null, email })
    const [row] = await tx.select().from(users).where(eq(users.id, userId))
    if (!row) throw new AppError('internal')
    return toUser(row)
  })
}
