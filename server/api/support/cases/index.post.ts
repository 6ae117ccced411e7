import { setResponseStatus } from 'h3'
import { caseSchema } from '#shared/schemas/supportCase'
import { caseBudgets } from '../../../http/caseBudgets'
import { validBody } from '../../../http/handler'
import { consumeAll } from '../../../http/rateLimit'
import { defineVisitorHandler } from '../../../http/visitorHandler'
import { assertNotBanned } from '../../../services/settings/policy'
import { enterInbox, visitInbox } from '../../../services/support/cases/visit'

/** `POST /api/support/cases`: anybody who may turn to the inbox; a new customer's token is shown once. */
export default defineVisitorHandler(async ({ event, address, ...visit }) => {
  assertNotBanned(address)
  const input = await validBody(event, caseSchema)
  const inbox = await enterInbox(input.inbox, visit)
  const signed = Boolean(input.identity)
  await consumeAll(caseBudgets({ inboxId: inbox.id, address, user: visit.user, signed }))
  const opened = await visitInbox(inbox, input, visit)
  setResponseStatus(event, 201)
  return opened
})
