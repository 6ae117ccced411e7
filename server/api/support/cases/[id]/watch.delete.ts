import { defineUserHandler, idParam } from '../../../../http/handler'
import { unwatchCase } from '../../../../services/support/caseWatch'

/** `DELETE /api/support/cases/:id/watch` */
export default defineUserHandler(({ event, user }) => unwatchCase(user.id, idParam(event, 'id')))
