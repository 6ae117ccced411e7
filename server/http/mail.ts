import { createHash } from 'node:crypto'
import type { H3Event } from 'h3'
import type { z } from 'zod'
import type { User } from '#shared/protocol/user'
import type { linkSchema, resetRequestSchema } from '#shared/schemas/session'
import type { EmailChange } from '#shared/schemas/user'
import { AppError } from '../core/errors'
import { changeEmail } from '../services/accounts/emailAddress'
import { askForVerification, verifyEmail } from '../services/accounts/emailVerification'
import { askForReset } from '../services/accounts/resetByMail'
import { recordSecurityEvent } from '../services/sessions/securityEvent'
import type { Caller } from '../services/sessions/session'
import { emailKey } from '../services/users/user'
import { clientAddress } from './origin'
import { consume } from './rateLimit'
import { deviceOf } from './sessionCookie'

/**
 * The same answer for every address. One that was asked for too often is sent nothing more for a while: its last link
 * is still good then, and who asks for somebody else's learns nothing.
 */
export async function requestReset(event: H3Event, { email }: z.output<typeof resetRequestSchema>): Promise<void> {
  await consume('reset.address', clientAddress(event.node.req))
  try {
    await consume('reset.email', createHash('sha256').update(emailKey(email)).digest('hex'))
  }
  catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return
    throw error
  }
  await askForReset(email)
}

/** Each try counts, so that a link cannot be guessed. */
export async function verify(event: H3Event, { token }: z.output<typeof linkSchema>): Promise<void> {
  await consume('setup.address', clientAddress(event.node.req))
  const userId = await verifyEmail(token)
  await recordSecurityEvent(userId, 'email_verified', deviceOf(event.node.req))
}

export async function sendVerification({ user }: Pick<Caller, 'user'>): Promise<void> {
  await consume('verification.user', user.id)
  await askForVerification(user.id)
}

/** It asks for the password, and what it sends may go to anybody: both are counted. */
export async function changeAddress(event: H3Event, { user, sessionId }: Caller, input: EmailChange): Promise<User> {
  await consume('password.session', sessionId)
  await consume('verification.user', user.id)
  const changed = await changeEmail(user.id, input)
  if (changed.email !== user.email) await recordSecurityEvent(user.id, 'email_changed', deviceOf(event.node.req))
  return changed
}
