import { defineUserHandler, idParam } from '../../../../../http/handler'
import { unlinkCases } from '../../../../../services/support/desk/caseLink'

/** `DELETE /api/support/cases/:id/links/:otherId` */
export default defineUserHandler(async ({ event, user }) =>
  ({ case: await unlinkCases(user.id, idParam(event, 'id'), idParam(event, 'otherId')) }))
