import { defineUserHandler, idParam } from '../../../../../http/handler'
import { linkCases } from '../../../../../services/support/desk/caseLink'

/** `PUT /api/support/cases/:id/links/:otherId` */
export default defineUserHandler(async ({ event, user }) =>
  ({ case: await linkCases(user.id, idParam(event, 'id'), idParam(event, 'otherId')) }))
