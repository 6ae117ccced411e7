import { defineUserHandler, idParam } from '../../../../http/handler'
import { getCase } from '../../../../services/support/cases/caseList'

/** `GET /api/support/cases/:id`: for the agents of its inbox and, without what is theirs, its customer. */
export default defineUserHandler(async ({ event, user }) => ({ case: await getCase(user, idParam(event, 'id')) }), {
  customers: true,
})
