import type { CustomerCase } from '#shared/protocol/supportCase'
import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import type { CaseInput } from '#shared/schemas/supportCase'
import { AppError } from '../../../core/errors'
import { createSession } from '../../sessions/session'
import type { Device } from '../../sessions/session'
import { assertMayWrite } from '../../settings/policy'
import { openCase } from './caseOpening'
import { admitCustomer, customerTokenPrefix, fillForm, inboxIdOf } from '../customer'
import { assertNotBlocked } from '../blocked'
import { encodeContext } from '../context'
import { findInboxByKey, inboxFields } from '../inbox'
import type { InboxRow } from '../inbox'

/** Who turns to the team, and from where. */
export interface Visit {
  /** Whoever has proved who they are, in whichever way. */
  user?: User
  /** The page's, when it is not Plaza's own. */
  origin?: string
  device: Device
}

/**
 * The inbox that is asked for: `not_found` when it is gone, `forbidden` on a page that it does not list, and for who is
 * blocked in it.
 */
export async function enterInbox(key: string, { user, origin }: Visit): Promise<InboxRow> {
  const inbox = await findInboxByKey(key)
  if (origin && !inboxFields(inbox).sites.includes(origin)) {
    throw new AppError('forbidden', { detail: 'foreign_origin' })
  }
  if (user) await assertNotBlocked(user.id, inbox.id)
  if (user?.kind === 'customer' && await inboxIdOf(user.id) !== inbox.id) throw new AppError('not_found')
  return inbox
}

/**
 * Opens a case in an inbox that was entered. Members, guests and known customers are who they are; anybody else becomes
 * a customer, with a token that is returned once and stored as its hash.
 */
export async function visitInbox(
  inbox: InboxRow, input: CaseInput, { user, device }: Visit,
): Promise<{ case: CustomerCase, room: Room, token?: string }> {
  const context = encodeContext(input.context, device.userAgent)
  if (user && !input.identity) {
    assertMayWrite(user.id, { topic: input.topic })
    return openCase(inbox, user, { topic: input.topic, context, clientId: input.clientId })
  }
  const given = fillForm(inbox, input)
  assertMayWrite(undefined, { name: given.name, topic: given.topic })
  const customer = await admitCustomer(inbox, given)
  assertMayWrite(customer.id)
  await assertNotBlocked(customer.id, inbox.id)
  const opened = await openCase(inbox, customer, { topic: given.topic ?? '', context, clientId: input.clientId })
  const { token } = await createSession(customer.id, { ...device, confirmed: false })
  return { ...opened, token: customerTokenPrefix + token }
}
