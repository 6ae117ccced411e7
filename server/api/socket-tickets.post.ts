import { setResponseStatus } from 'h3'
import { AppError } from '../core/errors'
import { defineUserHandler } from '../http/handler'
import { issueSocketTicket } from '../services/sessions/socketTicket'

/** `POST /api/socket-tickets`: for a customer, who has no cookie; opens one socket within 30 s. */
export default defineUserHandler(async ({ event, user, sessionId }) => {
  if (user.kind !== 'customer') throw new AppError('not_found')
  const ticket = await issueSocketTicket(sessionId)
  setResponseStatus(event, 201)
  return { ticket }
}, { customers: true })
