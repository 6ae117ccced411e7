import { setResponseStatus } from 'h3'
import { customerSessionSchema } from '#shared/schemas/supportCase'
import { validBody } from '../../http/handler'
import { consume } from '../../http/rateLimit'
import { defineVisitorHandler } from '../../http/visitorHandler'
import { assertNotBanned } from '../../services/settings/policy'
import { requireSigned } from '../../services/support/customerIdentity'
import { admitReturning } from '../../services/support/customers/returning'
import { enterInbox } from '../../services/support/cases/visit'

/** `POST /api/support/sessions`: whom the site has signed and who was here before, on another device. */
export default defineVisitorHandler(async ({ event, address, ...visit }) => {
  assertNotBanned(address)
  const { inbox: key, identity } = await validBody(event, customerSessionSchema)
  const inbox = await enterInbox(key, { ...visit, user: undefined })
  const customer = await requireSigned(inbox, identity)
  await consume('case.visitor', customer.id)
  setResponseStatus(event, 201)
  return admitReturning(customer, visit.device)
})
