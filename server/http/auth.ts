import type { H3Event } from 'h3'
import type { z } from 'zod'
import type {
  passwordResetSchema, claimSchema, confirmationSchema, loginSchema, passwordChangeSchema, RegisterInput, setupSchema,
} from '#shared/schemas/session'
import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { AppError } from '../core/errors'
import { changePassword, deleteAccount, announceUser } from '../services/accounts/account'
import { confirmSession } from '../services/sessions/confirmation'
import { queueVerification } from '../services/accounts/emailVerification'
import { registerVisitor } from '../services/accounts/registration'
import { forgetPlaces } from '../services/sessions/loginPlace'
import { redeemPasswordReset } from '../services/accounts/passwordReset'
import { assertMayClaim, assertMayEnterAsGuest } from '../services/accounts/admissionRule'
import { assertNotBanned } from '../services/settings/policy'
import { recordFailedLogin } from '../services/sessions/failedLogin'
import { recordSecurityEvent } from '../services/sessions/securityEvent'
import { endSession, endSessionsOf } from '../services/sessions/session'
import type { Caller } from '../services/sessions/session'
import { setUpAdmin } from '../services/accounts/setup'
import { endOwnSession } from '../services/sessions/userSession'
import { authenticate, claimGuest, createGuest, findLogin } from '../services/users/user'
import { completeWelcome } from '../services/accounts/welcome'
import { withAdmission } from './admission'
import { admitLogin } from './loginGuard'
import { clientAddress } from './origin'
import { consume } from './rateLimit'
import { clearSessionCookie, deviceOf, giveDevice, placeOf, renewSessionCookie, startSession } from './sessionCookie'

/**
 * The ways in and out that both the JSON routes and the forms without JavaScript offer, with their limits and cookies.
 */
export async function signUp(event: H3Event, input: RegisterInput): Promise<User> {
  const address = clientAddress(event.node.req)
  assertNotBanned(address)
  return withAdmission('register.address', address, async () => {
    const user = await registerVisitor(input)
    await startSession(event, user.id, { confirmed: true })
    await recordSecurityEvent(user.id, 'registered', deviceOf(event.node.req))
    await completeWelcome(user)
    return user
  })
}

export async function enterAsGuest(event: H3Event, username: string): Promise<{ user: User, room?: Room }> {
  const address = clientAddress(event.node.req)
  assertMayEnterAsGuest(address, username)
  return withAdmission('guest.address', address, async () => {
    const user = await createGuest(username)
    await startSession(event, user.id, { confirmed: false })
    const room = await completeWelcome(user)
    return { user, ...(room && { room }) }
  })
}

/** Only failures use up the budgets, so that many people behind one address may log in. */
export async function logIn(event: H3Event, { login, password }: z.output<typeof loginSchema>): Promise<User> {
  const place = placeOf(event.node.req)
  assertNotBanned(place.address)
  const device = deviceOf(event.node.req)
  const known = await findLogin(login)
  const admission = await admitLogin(event, known, place).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'rate_limited') {
      recordFailedLogin(known.row?.id, 'login_refused', device)
    }
    throw error
  })
  // It may have waited for long: what was true before may not be any more.
  assertNotBanned(place.address)
  const attempt = await findLogin(login)
  const user = await authenticate(attempt, password).catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'unauthenticated')) throw error
    recordFailedLogin(attempt.row?.id, 'login_failed', device)
    throw admission.failure()
  })
  await startSession(event, user.id, { confirmed: true, passwordHash: attempt.row?.passwordHash })
  await admission.succeeded()
  await recordSecurityEvent(user.id, 'logged_in', device)
  return user
}

export async function logOut(event: H3Event, sessionId: string): Promise<void> {
  await endSession(sessionId)
  clearSessionCookie(event)
}

/** The session goes on under a new token: whoever had the guest's is not the member. */
export async function claim(
  event: H3Event, { user, sessionId }: Caller, { email, password }: z.output<typeof claimSchema>,
): Promise<User> {
  const address = clientAddress(event.node.req)
  await consume('register.address', address)
  assertMayClaim(address)
  const member = await claimGuest(user, email, password, queueVerification)
  await renewOnly(event, user.id, sessionId)
  await giveDevice(event, user.id)
  await recordSecurityEvent(user.id, 'claimed', deviceOf(event.node.req))
  await announceUser(member)
  return member
}

export async function setUp(event: H3Event, { token, ...input }: z.output<typeof setupSchema>): Promise<User> {
  await consume('setup.address', clientAddress(event.node.req))
  const user = await setUpAdmin(token, input)
  await startSession(event, user.id, { confirmed: true })
  await recordSecurityEvent(user.id, 'registered', deviceOf(event.node.req))
  await completeWelcome(user)
  return user
}

/** Tries are counted by session, so that somebody in another one cannot use up the person's own. */
export async function confirmPassword(
  event: H3Event, caller: Caller, { password }: z.output<typeof confirmationSchema>,
): Promise<string> {
  await consume('password.session', caller.sessionId)
  const device = deviceOf(event.node.req)
  const until = await confirmSession(caller, password).catch(async (error: unknown) => {
    if (error instanceof AppError && error.code === 'invalid') {
      await recordSecurityEvent(caller.user.id, 'confirmation_failed', device)
    }
    throw error
  })
  await recordSecurityEvent(caller.user.id, 'confirmed', device)
  return until
}

/** The session goes on under a new token; every other one, and whoever has a copy of this one's, is out. */
export async function renewPassword(
  event: H3Event, { user, sessionId }: Caller, input: z.output<typeof passwordChangeSchema>,
): Promise<void> {
  await consume('password.session', sessionId)
  await changePassword({ user, sessionId }, input.currentPassword, input.newPassword)
  await renewOnly(event, user.id, sessionId)
  await forgetPlaces(user.id, placeOf(event.node.req))
  await recordSecurityEvent(user.id, 'password_changed', deviceOf(event.node.req))
}

/** Each try counts, so that a link cannot be guessed. */
export async function resetPassword(
  event: H3Event, { token, password }: z.output<typeof passwordResetSchema>,
): Promise<void> {
  await consume('setup.address', clientAddress(event.node.req))
  const userId = await redeemPasswordReset(token, password)
  await recordSecurityEvent(userId, 'password_reset', deviceOf(event.node.req))
}

/** Ends one of the person's own sessions; when it is this one the browser is logged out. */
export async function endOwn(event: H3Event, caller: Caller, handle: string): Promise<void> {
  const { current } = await endOwnSession(caller, handle)
  if (current) clearSessionCookie(event)
  await recordSecurityEvent(caller.user.id, 'session_ended', deviceOf(event.node.req))
}

/** Ends all of the person's sessions but this one. */
export async function endOthers(event: H3Event, { user, sessionId }: Caller): Promise<void> {
  await endSessionsOf(user.id, sessionId)
  await recordSecurityEvent(user.id, 'sessions_ended', deviceOf(event.node.req))
}

/**
 * All other sessions end, and this one too when it cannot go on: somebody may have ended it while the
 * password was changed.
 */
async function renewOnly(event: H3Event, userId: number, sessionId: string): Promise<void> {
  let renewedId: string | undefined
  try {
    renewedId = await renewSessionCookie(event, sessionId)
  }
  finally {
    await endSessionsOf(userId, renewedId)
  }
}

export async function deleteOwnAccount(
  event: H3Event, { user, sessionId }: Caller, password: string | undefined,
): Promise<void> {
  await consume('password.session', sessionId)
  await deleteAccount(user, password)
  clearSessionCookie(event)
}
