import { caseListSchema } from '#shared/schemas/supportCase'
import { defineUserHandler, validQuery } from '../../../http/handler'
import { listCases } from '../../../services/support/cases/caseList'

/** `GET /api/support/cases`: as an agent those of one's inboxes, as a customer one's own. */
export default defineUserHandler(({ event, user }) => listCases(user, validQuery(event, caseListSchema)), {
  customers: true,
})
