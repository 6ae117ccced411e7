import { setResponseStatus } from 'h3'
import { caseSchema } from '#shared/schemas/supportCase'
import { validBody } from '../../../http/handler'
import { consume } from '../../../http/rateLimit'
import { defineVisitorHandler } from '../../../http/visitorHandler'
import { assertNotBanned } from '../../../services/settings/policy'
import { enterInbox, visitInbox } from '../../../services/support/cases/visit'

/** `POST /api/support/cases`: anybody who may turn to the inbox; a new customer's token is shown once. */
export default defineVisitorHandler(async ({ event, address, ...visit }) => {
  assertNotBanned(address)
  const input = await validBody(event, caseSchema)
  const inbox = await enterInbox(input.inbox, visit)
  await consume('case.address', address)
  if (visit.user) await consume('case.visitor', visit.user.id)
  await consume('case.inbox', inbox.id)
  const opened = await visitInbox(inbox, input, visit)
  setResponseStatus(event, 201)
  return opened
})
