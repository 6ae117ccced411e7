import { getRouterParam, setResponseStatus } from 'h3'
import { redemptionSchema } from '#shared/schemas/supportCase'
import { validBody } from '../../../http/handler'
import { consume } from '../../../http/rateLimit'
import { defineVisitorHandler } from '../../../http/visitorHandler'
import { assertNotBanned } from '../../../services/settings/policy'
import { redeemResume } from '../../../services/support/customers/resume'

/** `POST /api/support/resume/:token`: another device becomes the same customer; its token is shown once. */
export default defineVisitorHandler(async ({ event, address, origin, device }) => {
  assertNotBanned(address)
  const { inbox: inboxKey } = await validBody(event, redemptionSchema)
  await consume('resume.token', address)
  const resumed = await redeemResume(getRouterParam(event, 'token') ?? '', { inboxKey, origin, device })
  setResponseStatus(event, 201)
  return resumed
})
