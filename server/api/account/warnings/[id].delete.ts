import { defineUserHandler, idParam } from '../../../http/handler'
import { readWarning } from '../../../services/moderation/warning'

/** `DELETE /api/account/warnings/:id`: it was read. */
export default defineUserHandler(({ event, user }) => readWarning(user.id, idParam(event, 'id')))
