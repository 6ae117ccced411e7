import { defineUserHandler, idParam } from '../../../../http/handler'
import { endCase } from '../../../../services/support/cases/caseEnding'

/** `POST /api/support/cases/:id/end`: by its customer, who has nothing more to ask. */
export default defineUserHandler(async ({ event, user }) => ({ case: await endCase(user.id, idParam(event, 'id')) }), {
  customers: true,
})
