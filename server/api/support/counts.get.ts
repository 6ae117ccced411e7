import { caseCountsSchema } from '#shared/schemas/supportCase'
import { defineUserHandler, validQuery } from '../../http/handler'
import { countCases } from '../../services/support/desk/caseCount'

/** `GET /api/support/counts`: how many cases the views of an agent have. */
export default defineUserHandler(async ({ event, user }) =>
  ({ counts: await countCases(user.id, validQuery(event, caseCountsSchema).inbox) }))
