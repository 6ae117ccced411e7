import type { H3Event } from 'h3'
import type { z } from 'zod'
import type { passwordResetSchema } from '#shared/adminSchemas'
import type { claimSchema, confirmationSchema, loginSchema, passwordChangeSchema, RegisterInput, setupSchema } from '#shared/schemas'
import type { Room, User } from '#shared/protocol'
import { AppError } from '../errors'
import { changePassword, deleteAccount, announceUser } from '../services/account'
import { confirmSession } from '../services/confirmation'
import { registerVisitor } from '../services/invitation'
import { redeemPasswordReset } from '../services/passwordReset'
import { assertMayWrite, assertNotBanned, currentSettings } from '../services/policy'
import { endSession } from '../services/session'
import type { Caller } from '../services/session'
import { setUpAdmin } from '../services/setup'
import { authenticate, claimGuest, createGuest, findLogin } from '../services/user'
import { completeWelcome, welcome } from '../services/welcome'
import { clientAddress } from './origin'
import { consume, giveBack } from './rateLimit'
import { clearSessionCookie, startSession } from './sessionCookie'

/** The ways in and out that both the JSON routes and the forms without JavaScript offer, with their limits and cookies. */
export async function signUp(event: H3Event, input: RegisterInput): Promise<User> {
  const address = clientAddress(event.node.req)
  await consume('register.address', address)
  assertNotBanned(address)
  const user = await registerVisitor(input)
  await startSession(event, user.id, { confirmed: true })
  await completeWelcome(user)
  return user
}

export async function enterSquare(event: H3Event, username: string): Promise<{ user: User, room: Room }> {
  const address = clientAddress(event.node.req)
  await consume('guest.address', address)
  assertNotBanned(address)
  if (!currentSettings().guests) throw new AppError('feature_off')
  assertMayWrite(undefined, { username })
  const user = await createGuest(username)
  await startSession(event, user.id, { confirmed: false })
  return { user, room: await welcome(user) }
}

/**
 * Only failures use up the budgets, so that many people behind one address may log in. The small budget is of an account from one
 * address: whoever guesses elsewhere does not lock the owner out. What it refuses costs the others at the address nothing.
 */
export async function logIn(event: H3Event, { login, password }: z.output<typeof loginSchema>): Promise<User> {
  const address = clientAddress(event.node.req)
  assertNotBanned(address)
  const attempt = await findLogin(login)
  const budgets = [['login.pair', `${attempt.account} ${address}`], ['login.account', attempt.account], ['login.address', address]] as const
  for (const [budget, key] of budgets) await consume(budget, key)
  const user = await authenticate(attempt, password)
  await startSession(event, user.id, { confirmed: true, passwordHash: attempt.row?.passwordHash })
  for (const [budget, key] of budgets) await giveBack(budget, key)
  return user
}

export async function logOut(event: H3Event, sessionId: string): Promise<void> {
  await endSession(sessionId)
  clearSessionCookie(event)
}

export async function claim(event: H3Event, user: User, { email, password }: z.output<typeof claimSchema>): Promise<User> {
  const address = clientAddress(event.node.req)
  await consume('register.address', address)
  assertNotBanned(address)
  if (currentSettings().registration !== 'open') throw new AppError('feature_off')
  const member = await claimGuest(user, email, password)
  await announceUser(member)
  return member
}

export async function setUp(event: H3Event, { token, ...input }: z.output<typeof setupSchema>): Promise<User> {
  await consume('setup.address', clientAddress(event.node.req))
  const user = await setUpAdmin(token, input)
  await startSession(event, user.id, { confirmed: true })
  await completeWelcome(user)
  return user
}

/** Tries are counted by session, so that somebody in another one cannot use up the person's own. */
export async function confirmPassword(caller: Caller, { password }: z.output<typeof confirmationSchema>): Promise<string> {
  await consume('password.session', caller.sessionId)
  return confirmSession(caller, password)
}

export async function renewPassword(user: User, sessionId: string, input: z.output<typeof passwordChangeSchema>): Promise<void> {
  await consume('password.session', sessionId)
  await changePassword(user.id, sessionId, input.currentPassword, input.newPassword)
}

/** Each try counts, so that a link cannot be guessed. */
export async function resetPassword(event: H3Event, { token, password }: z.output<typeof passwordResetSchema>): Promise<void> {
  await consume('setup.address', clientAddress(event.node.req))
  await redeemPasswordReset(token, password)
}

export async function leaveForGood(event: H3Event, { user, sessionId }: Caller, password: string | undefined): Promise<void> {
  await consume('password.session', sessionId)
  await deleteAccount(user, password)
  clearSessionCookie(event)
}
