import type { User } from '#shared/protocol/user'
import { createSession } from '../../sessions/session'
import type { Device } from '../../sessions/session'
import { customerTokenPrefix } from '../customer'

/** A token for one more device of somebody who has cases already; it is stored as its hash. */
export async function admitReturning(customer: User, device: Device): Promise<{ token: string }> {
  const { token } = await createSession(customer.id, { ...device, confirmed: false })
  return { token: customerTokenPrefix + token }
}
