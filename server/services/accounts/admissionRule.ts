import { AppError } from '../../core/errors'
import { assertMayWrite, assertNotBanned, currentSettings } from '../settings/policy'
import { requireVisitorFeature } from '../features/feature'
import { assertNotReserved } from '../users/reservedName'

/**
 * Whether somebody may enter with just a name: `forbidden` for a banned address, `feature_off` where
 * guests are not admitted.
 */
export function assertMayEnterAsGuest(address: string, username: string): void {
  assertNotBanned(address)
  requireVisitorFeature('guest-entry')
  if (!currentSettings().guests) throw new AppError('feature_off')
  assertMayWrite(undefined, { username })
  assertNotReserved({ username })
}

/** Whether a guest may become a member: as for registering, `feature_off` unless that is open to everybody. */
export function assertMayClaim(address: string): void {
  assertNotBanned(address)
  requireVisitorFeature('registration')
  if (currentSettings().registration !== 'open') throw new AppError('feature_off')
}
