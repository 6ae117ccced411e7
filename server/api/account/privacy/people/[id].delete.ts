import { defineUserHandler, idParam } from '../../../../http/handler'
import { liftRefusal } from '../../../../services/rooms/refusal'

/** `DELETE /api/account/privacy/people/:id`: may add the caller again. */
export default defineUserHandler(({ event, user }) => liftRefusal(user.id, 'person', idParam(event, 'id')))
