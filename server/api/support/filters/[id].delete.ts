import { defineUserHandler, idParam } from '../../../http/handler'
import { deleteFilter } from '../../../services/support/desk/filter'

/** `DELETE /api/support/filters/:id` */
export default defineUserHandler(({ event, user }) => deleteFilter(user.id, idParam(event, 'id')))
