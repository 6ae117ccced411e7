import { defineUserHandler, idParam } from '../../../http/handler'
import { deleteReply } from '../../../services/support/desk/reply'

/** `DELETE /api/support/replies/:id` */
export default defineUserHandler(({ event, user }) => deleteReply(user.id, idParam(event, 'id')))
